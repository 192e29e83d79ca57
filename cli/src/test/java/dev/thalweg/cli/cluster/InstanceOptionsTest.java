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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void externalCluster_takesTheHostsName() throws Exception {
    // Given
    String host = InetAddress.getLocalHost().getHostName();

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
