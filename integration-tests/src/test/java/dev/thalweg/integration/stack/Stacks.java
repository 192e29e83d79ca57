package dev.thalweg.integration.stack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
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
    Store store = context.getRoot().getStore(STARTED);
    List<Arguments> stacks = new ArrayList<>();
    if (onEmbedded()) {
      stacks.add(
          Arguments.of(
              store.computeIfAbsent(
                  EmbeddedStack.class, type -> new EmbeddedStack(), EmbeddedStack.class)));
    }
    if (onContainers() && (asked() || isByDefault(context))) {
      stacks.add(
          Arguments.of(
              store.computeIfAbsent(
                  ContainerStack.class, type -> new ContainerStack(), ContainerStack.class)));
    }
    return stacks.stream();
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

  private static boolean isByDefault(ExtensionContext context) {
    OnEachStack annotation = context.getRequiredTestClass().getAnnotation(OnEachStack.class);
    return annotation.containersByDefault();
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
