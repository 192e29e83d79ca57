package dev.thalweg.cli.embedded.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildJvmTest {
  private static ChildJvm jvm() {
    return new ChildJvm(
        "child", List.of(), List.of(), ChildJvmTest.class, List.of(), Path.of(""), Path.of("log"));
  }

  @Test
  void child_getsNothingThatIsMeantForAnotherProcess() {
    // Given
    Map<String, String> ours =
        Map.of(
            "JAVA_TOOL_OPTIONS", "-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
            "JDK_JAVA_OPTIONS", "-XX:+UseG1GC",
            "_JAVA_OPTIONS", "-Xmx64m",
            "QUARKUS_HTTP_PORT", "80",
            "APICURIO_STORAGE_KIND", "kafkasql",
            "LC_ALL", "tr_TR.UTF-8");

    // When
    Map<String, String> environment = jvm().environmentOf(ours);

    // Then
    assertThat(environment).containsOnlyKeys("LC_ALL");
  }

  @Test
  void child_extractsItsLibrariesWhereItsParentDoes() {
    assertThat(jvm().command())
        .contains("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
  }

  @Test
  void flags_haveNoPortThatOnlyOneProcessCanOpen() {
    assertThat(
            ChildJvm.shared(
                List.of(
                    "-Xmx1g",
                    "-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
                    "-Xrunjdwp:server=y",
                    "-Dcom.sun.management.jmxremote.port=9010",
                    "-Da=b")))
        .containsExactly("-Xmx1g", "-Da=b");
  }
}
