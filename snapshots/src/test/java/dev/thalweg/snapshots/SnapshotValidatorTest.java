package dev.thalweg.snapshots;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.schemas.avro.Snapshot;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotValidatorTest {
  private final SnapshotValidator validator = new SnapshotValidator("test");

  /** What is done to a good snapshot before it is sealed again, and what is said of it then. */
  static Stream<Arguments> hostile() {
    return Stream.of(
        arguments(architecture("4x4 dense(99999,relu) dense(3,softmax) cross_entropy"), "99999"),
        arguments(
            architecture("4096x4096" + " dense(65536,relu)".repeat(60) + " dense(3,softmax) mse"),
            "architecture"),
        arguments(architecture("4x4" + " dense(8,relu)".repeat(100_000)), "longer than"),
        arguments(architecture("-4x4 dense(3,softmax) cross_entropy"), "-4x4"),
        arguments(architecture("4x4 dense(-8,relu) dense(3,softmax) cross_entropy"), "-8"),
        arguments(architecture("65536x65536 dense(3,softmax) cross_entropy"), "65536x65536"),
        arguments(architecture(""), "architecture"),
        arguments(architecture("\u0000\uFFFF"), "architecture"),
        // 64 Mi parameters: allowed, but they are not there
        arguments(architecture("4096x4096 dense(3,softmax) cross_entropy"), "needs 201326604"),
        arguments(architecture("4x4 dense(8,relu,dropout=1e999999999) dense(3,softmax) mse"), ""),
        arguments(architecture("4x4 dense(99999999999,relu) dense(3,softmax) mse"), "99999999999"),
        arguments(architecture("4x4 dense(8,relu) dense(0,softmax) cross_entropy"), "dense(0,"),
        arguments(datatype("FP64"), "There is no datatype \"FP64\"; use one of UINT8, FP32."),
        arguments(datatype("uint8"), "There is no datatype"),
        arguments(datatype("OTHER"), "There is no datatype"),
        arguments(datatype(""), "There is no datatype"),
        arguments(datatype("FP32".repeat(100_000)), "There is no datatype"),
        arguments(change(s -> s.setSequence(Long.MIN_VALUE)), "negative"),
        arguments(parameters(4), "4 bytes of parameters"),
        arguments(parameters(0), "0 bytes of parameters"),
        arguments(value(Float.NaN), "not a number"),
        arguments(value(Float.NEGATIVE_INFINITY), "infinite"),
        arguments(change(s -> s.setModel("other")), "another model's"),
        arguments(change(s -> s.setSequence(-29)), "negative"),
        arguments(change(s -> s.setVersion(-1)), "negative"),
        arguments(change(s -> s.setVersion(301)), "301 samples of the first 300"),
        arguments(change(s -> s.setVersion(2)), "2 samples and comes after 3 snapshots"),
        arguments(change(s -> s.setSequence(4)), "not the one of its key"));
  }

  private static Consumer<Snapshot> change(Consumer<Snapshot> change) {
    return change;
  }

  private static Consumer<Snapshot> architecture(String text) {
    return s -> s.setArchitecture(text);
  }

  private static Consumer<Snapshot> datatype(String text) {
    return s -> s.setHyperparameters(Map.of(SnapshotValidator.DATATYPE, text));
  }

  private static Consumer<Snapshot> parameters(int bytes) {
    return s -> s.setParameters(ByteBuffer.allocate(bytes));
  }

  private static Consumer<Snapshot> value(float value) {
    return s -> s.getParameters().order(ByteOrder.LITTLE_ENDIAN).putFloat(8, value);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostileSnapshot_isRefusedWithItsReason(Consumer<Snapshot> change, String reason) {
    // Given
    Snapshot snapshot = Fixture.snapshot(3);
    change.accept(snapshot);
    SnapshotSeal.seal(snapshot);

    // When
    long before = allocated();
    RefusedException refusal = refusal("test/3", snapshot);
    long allocated = allocated() - before;

    // Then
    assertThat(allocated).as("bytes allocated").isLessThan(1 << 20);
    assertThat(refusal).isNotNull().hasMessageContaining(reason);
    assertThat(refusal.getMessage()).hasSizeLessThan(1_000);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  static Stream<Arguments> unsealed() {
    return Stream.of(
        arguments(change(s -> s.getParameters().put(5, (byte) 1)), "contentSha256"),
        arguments(change(s -> s.setContentSha256("00")), "contentSha256"),
        arguments(change(s -> s.setSha256("00")), "sha256"),
        arguments(change(s -> s.setVersion(301)), "sha256"),
        arguments(change(s -> s.setParentSha256("00")), "sha256"));
  }

  @ParameterizedTest
  @MethodSource("unsealed")
  void snapshotChangedAfterItsSeal_isRefused(Consumer<Snapshot> change, String hash) {
    // Given
    Snapshot snapshot = Fixture.snapshot(3);

    // When
    change.accept(snapshot);

    // Then
    assertThat(refusal("test/3", snapshot)).isNotNull().hasMessageContaining(hash);
  }

  @Test
  void snapshotWithLongSettings_isRefused_sinceItsCopyWouldNotFit() {
    // Given
    Snapshot snapshot = Fixture.snapshot(3);
    snapshot.setHyperparameters(Map.of("seed", "1".repeat(10_000_000)));
    SnapshotSeal.seal(snapshot);

    // Then
    assertThat(refusal("test/3", snapshot))
        .isNotNull()
        .hasMessageContaining("characters; at most 65536 can be kept");
  }

  @Test
  void goodSnapshot_isServedWithItsOwnWeightsAndNames() throws RefusedException {
    // Given
    Snapshot snapshot = Fixture.snapshot(35);

    // When
    ServedModel served = validator.validate("test/3".getBytes(UTF_8), snapshot);

    // Then
    assertThat(served.model()).isEqualTo("test");
    assertThat(served.sequence()).isEqualTo(35);
    assertThat(served.version()).isEqualTo(3_500);
    assertThat(served.sha256()).isEqualTo(snapshot.getSha256());
    assertThat(served.parameters())
        .isEqualTo(Parameters.fromBytes(Fixture.ARCHITECTURE, snapshot.getParameters().array()));
  }

  @Test
  void pinnedOrPromotedSnapshot_mayBeOfAnySlot_andOfThisModelOnly() throws RefusedException {
    // Given
    Snapshot snapshot = Fixture.snapshot(35);

    // When
    ServedModel pinned = validator.validate("test/pinned".getBytes(UTF_8), snapshot);
    ServedModel promoted = validator.validate("test/serving".getBytes(UTF_8), snapshot);

    // Then
    assertThat(pinned).isEqualTo(Fixture.served(35));
    assertThat(promoted).isEqualTo(Fixture.served(35));
    assertThat(refusal("other/pinned", snapshot)).hasMessageContaining("not the one of its key");
    assertThat(refusal("other/serving", snapshot)).hasMessageContaining("not the one of its key");
    assertThat(refusal("test/served", snapshot)).hasMessageContaining("not the one of its key");
  }

  @Test
  void parametersInsideALargerArray_areReadFromTheirPlace() throws RefusedException {
    // Given
    Snapshot snapshot = Fixture.snapshot(3);
    byte[] bytes = snapshot.getParameters().array();
    ByteBuffer larger = ByteBuffer.allocate(bytes.length + 20);
    larger.position(7).put(bytes).flip().position(7);
    snapshot.setParameters(larger);

    // When
    ServedModel served = validator.validate("test/3".getBytes(UTF_8), snapshot);

    // Then
    assertThat(served.parameters()).isEqualTo(Parameters.fromBytes(Fixture.ARCHITECTURE, bytes));
  }

  private RefusedException refusal(String key, Snapshot snapshot) {
    return catchThrowableOfType(
        RefusedException.class, () -> validator.validate(key.getBytes(UTF_8), snapshot));
  }
}
