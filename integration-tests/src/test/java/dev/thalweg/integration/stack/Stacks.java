package dev.thalweg.integration.stack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;
import org.testcontainers.DockerClientFactory;

/** Starts each stack that is asked for once, when its first test wants it, and stops it at last. */
final class Stacks implements ArgumentsProvider {
  private static final Namespace STARTED = Namespace.create(Stacks.class);

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    OnEachStack declared = context.getRequiredTestClass().getAnnotation(OnEachStack.class);
    List<Arguments> stacks = new ArrayList<>();
    if (onEmbedded()) {
      stacks.add(
          Arguments.of(stack(declared, context, EmbeddedTestStack.class, EmbeddedTestStack::new)));
    }
    if (onContainers() && (asked() || declared.containersByDefault())) {
      stacks.add(Arguments.of(stack(declared, context, ContainerStack.class, ContainerStack::new)));
    }
    return stacks.stream();
  }

  /** That of all, which lives as long as the run does, or the class's own. */
  private static <S extends TestStack> S stack(
      OnEachStack declared, ExtensionContext context, Class<S> type, Supplier<S> start) {
    return declared.alone()
        ? context.getStore(STARTED).computeIfAbsent(context.getUniqueId(), id -> start.get(), type)
        : context.getRoot().getStore(STARTED).computeIfAbsent(type, t -> start.get(), type);
  }

  private static String wanted() {
    String wanted = System.getProperty("it.stack", "");
    if (!List.of("", "embedded", "containers", "both").contains(wanted)) {
      throw new IllegalArgumentException(
          "it.stack is %s; give embedded, containers or both.".formatted(wanted));
    }
    return wanted;
  }

  private static boolean asked() {
    return !wanted().isEmpty();
  }

  private static boolean onEmbedded() {
    return !wanted().equals("containers");
  }

  static boolean onContainers() {
    return switch (wanted()) {
      case "embedded" -> false;
      case "" -> required() || dockerAnswers();
      default -> true;
    };
  }

  /** Whether {@code THALWEG_REQUIRE}, a list, says that they must not be left out. */
  private static boolean required() {
    String required = System.getenv().getOrDefault("THALWEG_REQUIRE", "");
    return Arrays.asList(required.split(",")).contains("containers");
  }

  private static boolean dockerAnswers() {
    return DockerClientFactory.instance().isDockerAvailable();
  }
}
