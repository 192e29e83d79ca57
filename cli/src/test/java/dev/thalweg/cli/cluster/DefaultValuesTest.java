package dev.thalweg.cli.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.cli.CommandLines.Run;
import dev.thalweg.cli.Thalweg;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultValuesTest {
  private static final Map<String, String> NOTHING = Map.of();
  private static final Map<String, String> ENVIRONMENT = Map.of("THALWEG_SNAPSHOT_EVERY", "300");

  @TempDir Path folder;

  private String file(String text) throws Exception {
    return file(text, UTF_8);
  }

  private String file(String text, Charset charset) throws Exception {
    return Files.writeString(folder.resolve("client.properties"), text, charset).toString();
  }

  private static long snapshotEvery(Map<String, String> environment, String... args) {
    return (long) CommandLines.value("--snapshot-every", environment, args);
  }

  @Test
  void option_isItsDeclaredDefaultWhenNothingSaysOtherwise() {
    assertThat(snapshotEvery(NOTHING, "train")).isEqualTo(10_000);
  }

  @Test
  void option_isTheFilesBeforeItsDeclaredDefault() throws Exception {
    String file = file("thalweg.snapshot-every=200\n");

    assertThat(snapshotEvery(NOTHING, "train", "--command-config", file)).isEqualTo(200);
    assertThat(snapshotEvery(NOTHING, "train", "--command-config=" + file)).isEqualTo(200);
    assertThat(snapshotEvery(Map.of("THALWEG_COMMAND_CONFIG", file), "train")).isEqualTo(200);
  }

  @Test
  void option_isTheEnvironmentsBeforeTheFiles() throws Exception {
    String file = file("thalweg.snapshot-every=200\n");

    assertThat(snapshotEvery(ENVIRONMENT, "train", "--command-config", file)).isEqualTo(300);
  }

  @ParameterizedTest
  @CsvSource({
    "ssl.keystore.password=hush, true",
    "schema.registry.basic.auth.user.info=me:hush, true",
    "schema.registry.url=http://me:hush@registry:8081, true",
    "security.protocol=SASL_SSL, false",
    "thalweg.snapshot-every=200, false"
  })
  void fileWithASecret_isToBeReadByItsOwnerAlone(String line, boolean secret) throws Exception {
    String[] args = {"train", "--command-config", file(line)};

    assertThat(DefaultValues.of(args, NOTHING).secrets().isPresent()).isEqualTo(secret);
  }

  @Test
  void serviceLinkOfKubernetes_isNoValueOfAnOption() throws Exception {
    String file = file("thalweg.http-port=8181\n");
    Map<String, String> links =
        Map.of(
            "THALWEG_HTTP_PORT", "tcp://10.0.0.1:80", "THALWEG_METRICS_PORT", "tcp://[fd00::1]:9");

    assertThat(CommandLines.value("--http-port", links, "monitor", "--command-config", file))
        .isEqualTo(8181);
    assertThat(CommandLines.value("--metrics-port", links, "monitor")).isNull();
    assertThat(CommandLines.value("--port", Map.of("THALWEG_PORT", "udp://h:1"), "demo")).isNull();
  }

  @Test
  void option_isTheFlagsBeforeAllOthers() throws Exception {
    String file = file("thalweg.snapshot-every=200\n");

    assertThat(
            snapshotEvery(ENVIRONMENT, "train", "--snapshot-every=400", "--command-config", file))
        .isEqualTo(400);
  }

  @Test
  void file_thatAFlagNamesIsReadInsteadOfTheEnvironments() throws Exception {
    String file = file("thalweg.snapshot-every=200\n");
    Path other = Files.writeString(folder.resolve("other"), "thalweg.snapshot-every=5\n");

    assertThat(
            snapshotEvery(
                Map.of("THALWEG_COMMAND_CONFIG", other.toString()),
                "train",
                "--command-config",
                file))
        .isEqualTo(200);
  }

  @Test
  void flag_staysSetWhenTheEnvironmentSetsItToo() {
    // Given: picocli gives a flag the opposite of its default, unless it has a fallback value
    Map<String, String> on = Map.of("THALWEG_VERBOSE", "true", "THALWEG_JSON", "true");

    // When
    String[] both = watch("--json", "--verbose");
    Map<String, String> off = Map.of("THALWEG_JSON", "false");

    // Then
    assertThat(CommandLines.value("--json", on, both)).isEqualTo(true);
    assertThat(CommandLines.value("--verbose", on, both)).isEqualTo(true);
    assertThat(CommandLines.value("--json", on, watch())).isEqualTo(true);
    assertThat(CommandLines.value("--json", off, watch())).isEqualTo(false);
  }

  private static String[] watch(String... more) {
    String[] args = new String[more.length + 2];
    args[0] = "watch";
    args[1] = "accuracy";
    System.arraycopy(more, 0, args, 2, more.length);
    return args;
  }

  @Test
  void cluster_isFoundByKafkasOwnNamesInTheFile() throws Exception {
    // Given
    String file = file("bootstrap.servers=broker:9093\nschema.registry.url=https://registry\n");

    // When
    ClusterOptions found =
        CommandLines.options(ClusterOptions.class, NOTHING, "train", "--command-config", file);

    // Then
    assertThat(found.bootstrapServer).isEqualTo("broker:9093");
    assertThat(found.schemaRegistry).isEqualTo("https://registry");
  }

  @Test
  void cluster_isOurOwnNamesBeforeKafkas() throws Exception {
    String file = file("bootstrap.servers=kafkas:1\nthalweg.bootstrap-server=ours:2\n");

    assertThat(CommandLines.value("--bootstrap-server", NOTHING, "train", "--command-config", file))
        .isEqualTo("ours:2");
  }

  @Test
  void ourSettings_areKeptFromKafkasClients() {
    assertThat(DefaultValues.isOurs("thalweg.rate")).isTrue();
    assertThat(DefaultValues.isOurs("bootstrap.servers")).isTrue();
    assertThat(DefaultValues.isOurs("schema.registry.url")).isTrue();
    assertThat(DefaultValues.isOurs("security.protocol")).isFalse();
    assertThat(DefaultValues.isOurs("schema.registry.basic.auth.user.info")).isFalse();
  }

  @Test
  void missingFile_isOneSentence() {
    // Given
    String missing = folder.resolve("missing.properties").toString();

    // When
    Run byFlag = CommandLines.run(NOTHING, "train", "--command-config", missing);
    Run byEnvironment =
        CommandLines.run(Map.of("THALWEG_COMMAND_CONFIG", missing), "up", "--dir=d");

    // Then
    String sentence =
        "thalweg: There is no --command-config file %s: name one that exists, or none.%n"
            .formatted(missing);
    assertThat(byFlag).isEqualTo(new Run(1, "", sentence));
    assertThat(byEnvironment).isEqualTo(new Run(1, "", sentence));
  }

  @Test
  void brokenFile_isOneSentence() throws Exception {
    assertOneSentence(file("thalweg.rate=\\u00zz\n"), "Malformed \\uxxxx encoding");
    assertOneSentence(file("name=\u00fc\n", ISO_8859_1), "UTF-8");
    assertOneSentence(folder.toString(), "Is a directory");
  }

  private static void assertOneSentence(String path, String cause) {
    Run run = CommandLines.run(NOTHING, "train", "--command-config", path);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("thalweg: The --command-config file " + path + " can't be read (")
        .contains(cause)
        .endsWith(": give a properties file in UTF-8." + System.lineSeparator())
        .hasLineCount(1);
  }

  @Test
  void firstKey_countsBehindAByteOrderMark_andLinesMayEndAsOnWindows() throws Exception {
    String file = file("\uFEFFthalweg.pipeline=p12\r\nthalweg.snapshot-every=70\r\n");

    assertThat(CommandLines.value("--pipeline", NOTHING, "train", "--command-config", file))
        .isEqualTo("p12");
    assertThat(snapshotEvery(NOTHING, "train", "--command-config", file)).isEqualTo(70);
  }

  @Test
  void fileInUtf16_isOneSentence() throws Exception {
    for (Charset charset : new Charset[] {UTF_16BE, UTF_16LE}) {
      String file = file("\uFEFFthalweg.pipeline=p12\n", charset);

      Run run = CommandLines.run(NOTHING, "train", "--command-config", file);

      assertThat(run)
          .isEqualTo(
              new Run(
                  1,
                  "",
                  "thalweg: The --command-config file %s is in UTF-16: save it in UTF-8.%n"
                      .formatted(file)));
    }
  }

  @Test
  void unknownKeyOfOurs_isToldTheNearest_andAnotherCommandsIsNone() throws Exception {
    String mistyped = file("thalweg.snapshots-every=200\n");

    assertThat(CommandLines.run(NOTHING, "train", "--command-config", mistyped))
        .isEqualTo(
            new Run(
                1,
                "",
                "thalweg: There is no option thalweg.snapshots-every, which the --command-config"
                    + " file sets: did you mean thalweg.snapshot-every?%n".formatted()));

    String anothers = file("thalweg.samples=7\nthalweg.schema-registry=http://b:secret@x\n");
    assertThat(CommandLines.run(NOTHING, "score", "--command-config", anothers).err())
        .doesNotContain("did you mean")
        .doesNotContain("secret")
        .contains("No cluster is given");
  }

  @Test
  void mistypedFlag_isQuotedWithoutItsPassword() {
    Run run = CommandLines.run(NOTHING, "train", "--schema-registri=http://bob:secret@x:1");

    assertThat(run.err()).contains("--schema-registri=http://***@x:1").doesNotContain("secret");
  }

  @Test
  void help_isShownWithABrokenFileToo() {
    Run run = CommandLines.run(Map.of("THALWEG_COMMAND_CONFIG", "missing"), "train", "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: thalweg train");
  }

  @Test
  void versionOfASnapshot_isNotThatOfTheProgram() {
    // Given
    Map<String, String> environment = Map.of("THALWEG_VERSION", "2000", "THALWEG_HELP", "true");

    // Then
    assertThat(CommandLines.value("--version", environment, "verify")).isEqualTo(2_000L);
    assertThat(Thalweg.commandLine(environment).parseArgs().isVersionHelpRequested()).isFalse();
  }

  @Test
  void variable_isTheFlagInCapitals() {
    assertThat(DefaultValues.variable("learning-rate")).isEqualTo("THALWEG_LEARNING_RATE");
  }
}
