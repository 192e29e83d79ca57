package dev.thalweg.cli.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thalweg.cli.cluster.InstanceOptions.Instance;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.common.internals.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceOptionsTest {
  private static final Pipeline PIPELINE = new Pipeline("digits");

  @TempDir Path dir;

  private Instance claim(String service) {
    return new InstanceOptions().claim(PIPELINE, service, Optional.of(dir));
  }

  private Path state(String group) {
    return dir.resolve("state").resolve(group);
  }

  @Test
  void embedded_takesTheLowestFreeNumber() {
    assertThat(claim("trainer"))
        .isEqualTo(new Instance("trainer-1", state("digits-trainer").resolve("1")));
    assertThat(claim("trainer"))
        .isEqualTo(new Instance("trainer-2", state("digits-trainer").resolve("2")));
    assertThat(claim("monitor"))
        .isEqualTo(new Instance("monitor-1", state("digits-monitor").resolve("1")));
  }

  @Test
  @SuppressWarnings("SystemGc") // what nothing refers to shall be collected here
  void number_isHeldThoughNobodyRefersToIt() {
    // Given
    assertThat(claim("trainer").name()).isEqualTo("trainer-1");
    WeakReference<Object> collected = new WeakReference<>(new Object());

    // When
    for (int i = 0; i < 100 && collected.get() != null; i++) {
      System.gc();
    }
    assertThat(collected.get()).isNull();

    // Then its lock is still the operating system's, which another process would ask
    assertThat(claim("trainer").name()).isEqualTo("trainer-2");
    assertThat(claim("trainer").name()).isEqualTo("trainer-3");
  }

  @Test
  void names_areTakenAsTheyAreGiven() {
    // Given
    InstanceOptions options = new InstanceOptions();
    options.instance = "left";

    // Then
    assertThat(options.claim(PIPELINE, "scorer", Optional.of(dir)))
        .isEqualTo(new Instance("scorer-left", state("digits-scorer").resolve("left")));
    options.stateDir = dir.resolve("elsewhere");
    assertThat(options.claim(PIPELINE, "scorer", Optional.empty()))
        .isEqualTo(new Instance("scorer-left", dir.resolve("elsewhere")));
  }

  @Test
  void stateDirThatAnotherHas_isRefusedWithASentence() {
    // Given
    InstanceOptions one = new InstanceOptions();
    one.instance = "one";
    one.stateDir = dir.resolve("shared");
    Instance unused = one.claim(PIPELINE, "trainer", Optional.empty());
    InstanceOptions two = new InstanceOptions();
    two.instance = "two";
    two.stateDir = one.stateDir;

    // Then
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> two.claim(PIPELINE, "trainer", Optional.empty()))
        .withMessage(
            "Another process works on --state-dir %s: give each a folder of its own."
                .formatted(one.stateDir));
  }

  @Test
  void stateDirOfAServiceThatHasEnded_isFreeForTheNext() {
    InstanceOptions first = new InstanceOptions();
    first.stateDir = dir.resolve("state");
    Instance unused = first.claim(PIPELINE, "trainer", Optional.empty());

    // When
    first.release();

    // Then
    InstanceOptions next = new InstanceOptions();
    next.stateDir = first.stateDir;
    assertThat(next.claim(PIPELINE, "trainer", Optional.empty()).stateDir())
        .isEqualTo(first.stateDir);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "my host", "zähler", "a/b", "..", ".hidden", "-x", "a\nb", "a:b", "\0"})
  void name_thatKafkaOrAFolderCanNotHaveIsRefused(String name) {
    InstanceOptions options = new InstanceOptions();
    options.instance = name;

    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> options.claim(PIPELINE, "scorer", Optional.of(dir)))
        .withMessageContaining("is not a name for --instance: use at most 128 letters");
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void name_thatIsTooLongIsRefusedAndNotRepeatedInFull() {
    InstanceOptions options = new InstanceOptions();
    options.instance = "n".repeat(200);

    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> options.claim(PIPELINE, "scorer", Optional.of(dir)))
        .withMessageContaining("at most 128 letters")
        .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(250));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Annas Rechner", "bücher", "büchér", "東京", "..", "_x", "a\u0000b", "web/1"})
  void host_givesASafeNameWhateverItIsCalled(String host) {
    assertSafe(InstanceName.ofHost(host).text());
    assertSafe(InstanceName.ofHost(host.repeat(80)).text());
    assertSafe(InstanceName.ofHost("n".repeat(253) + host).text());
  }

  @Test
  void host_keepsANameThatIsSafe_andOthersStayApart() {
    assertThat(InstanceName.ofHost("web-1.example_x.COM").text()).isEqualTo("web-1.example_x.COM");
    assertThat(InstanceName.ofHost("bücher").text())
        .startsWith("host-b-cher-")
        .isEqualTo(InstanceName.ofHost("bücher").text())
        .isNotEqualTo(InstanceName.ofHost("bàcher").text());
    assertThat(InstanceName.ofHost("n".repeat(200) + "1"))
        .isNotEqualTo(InstanceName.ofHost("n".repeat(200) + "2"));
  }

  private void assertSafe(String name) {
    // Kafka Streams adds a thread's number to the static membership.
    Topic.validate("restart-on-drift-" + name + "-100");
    assertThat(dir.resolve(name).normalize().getParent()).isEqualTo(dir);
    assertThat(name).hasSizeLessThanOrEqualTo(128).doesNotStartWith(".");
  }

  @Test
  void externalCluster_takesTheHostsName() throws Exception {
    // Given
    String host = InstanceName.ofHost(InetAddress.getLocalHost().getHostName()).text();

    // When
    Instance instance = new InstanceOptions().claim(PIPELINE, "trainer", Optional.empty());

    // Then
    assertThat(instance.name()).isEqualTo("trainer-" + host);
    assertThat(instance.stateDir())
        .isEqualTo(
            Path.of(System.getProperty("user.home"), ".thalweg", "state", "digits-trainer", host));
  }

  @Test
  void folderThatCanNotBeWritten_isOneSentence() throws Exception {
    Files.writeString(dir.resolve("state"), "a file", UTF_8);

    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> claim("trainer"))
        .withMessageContaining("give another --dir or --state-dir.");
  }
}
