package dev.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A default belongs to the configuration that an option fills; the option takes it from there. So
 * it reads the sources, which alone tell a constant from a number.
 */
class OptionDefaultsTest {
  private static final Path SOURCES = Path.of("src", "main", "java");

  /** Options whose default stands beside them, and how many options there are. */
  private record Finding(List<String> violations, int options) {}

  @Test
  void defaultOfEveryOption_comesFromTheConfigurationThatItFills() throws IOException {
    // Given
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.find(SOURCES, 20, (p, a) -> p.toString().endsWith(".java"))) {
      files.forEach(file -> sources.add(read(file)));
    }

    // When
    Finding finding = find(sources);

    // Then
    assertThat(finding.options()).isGreaterThan(60);
    assertThat(finding.violations())
        .as("take the default from the configuration's own constant, without defaultValue")
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@Option(names = \"--n\", defaultValue = \"10\") int n;",
        "@Option(names = \"--n\") int n = 10;",
        "@Option(names = \"--n\") int n = 2 * Config.N;",
        "@Option(names = \"--n\") String n = \"ten\";",
        "@Option(names = \"--n\", description = \"${DEFAULT-VALUE}\") int n;",
        "@Option(names = \"--n\") Duration n = Duration.ofSeconds(10);",
        "static final int N_DEFAULT = 10; @Option(names = \"--n\") int n = N_DEFAULT;",
        "static final int N_DEFAULT = 10; @Option(names = \"--n\") int n = Some.N_DEFAULT;",
        "void run(@Option(names = \"--n\", defaultValue = \"10\") int n) {}"
      })
  void defaultBesideAnOption_isFound(String members) {
    assertThat(find(List.of("class Some {" + members + "}")).violations()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@Option(names = \"--n\") Integer n;",
        "@Option(names = \"--n\") int n = Config.N_DEFAULT;",
        "@Option(names = \"--n\") long n = Config.WAIT.toMillis();",
        "@Option(names = \"--n\") boolean n = true;",
        "@Option(names = \"--n\") List<String> n = List.of();",
        "enum Kind { A, B } @Option(names = \"--n\") Kind n = Kind.A;",
        "int n = 10;"
      })
  void otherOption_isLeftAlone(String members) {
    assertThat(find(List.of("class Some {" + members + "}")).violations()).isEmpty();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Finding find(List<String> sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<JavaFileObject> files = sources.stream().<JavaFileObject>map(Source::new).toList();
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, problem -> {}, List.of(), null, files);
    Options options = new Options();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        options.scan(unit, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Finding(options.violations, options.count);
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Source.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Walks over fields and parameters that are options. */
  private static final class Options extends TreeScanner<Void, Void> {
    private final List<String> violations = new ArrayList<>();
    private final List<String> enclosing = new ArrayList<>();
    private int count;

    @Override
    public Void visitClass(ClassTree declared, Void nothing) {
      enclosing.add(declared.getSimpleName().toString());
      super.visitClass(declared, nothing);
      enclosing.remove(enclosing.size() - 1);
      return null;
    }

    @Override
    public Void visitVariable(VariableTree variable, Void nothing) {
      for (AnnotationTree annotation : variable.getModifiers().getAnnotations()) {
        if (annotation.getAnnotationType().toString().equals("Option")) {
          count++;
          boolean isMissing =
              annotation.toString().contains("${DEFAULT-VALUE}")
                  && variable.getInitializer() == null;
          if (isMissing || hasDefaultValue(annotation) || isMadeUp(variable.getInitializer())) {
            violations.add(enclosing + " " + variable.toString().strip());
          }
        }
      }
      return super.visitVariable(variable, nothing);
    }

    private static boolean hasDefaultValue(AnnotationTree annotation) {
      return annotation.getArguments().stream()
          .map(argument -> ((AssignmentTree) argument).getVariable().toString())
          .anyMatch("defaultValue"::equals);
    }

    /** Whether it holds a number, a text, or a constant of the class that declares the option. */
    private boolean isMadeUp(ExpressionTree initializer) {
      List<String> found = new ArrayList<>();
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitLiteral(LiteralTree literal, Void nothing) {
          if (literal.getValue() != null && !(literal.getValue() instanceof Boolean)) {
            found.add(literal.toString());
          }
          return null;
        }

        @Override
        public Void visitMemberSelect(MemberSelectTree selected, Void nothing) {
          if (enclosing.contains(selected.getExpression().toString())) {
            found.add(selected.toString());
          }
          return selected.getExpression() instanceof IdentifierTree
              ? null
              : super.visitMemberSelect(selected, nothing);
        }

        @Override
        public Void visitIdentifier(IdentifierTree name, Void nothing) {
          found.add(name.toString());
          return null;
        }
      }.scan(initializer, null);
      return !found.isEmpty();
    }
  }
}
