package dev.thalweg.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Snapshot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotSealTest {

  private static Snapshot sealed() {
    Snapshot snapshot = new Snapshot();
    snapshot.setModel("digits");
    snapshot.setSequence(4);
    snapshot.setVersion(10_000);
    snapshot.setStep(313);
    snapshot.setArchitecture("1x1 dense(2,softmax) cross_entropy");
    snapshot.setHyperparameters(new HashMap<>(Map.of("seed", "1", "batch.size", "32")));
    snapshot.setParameters(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
    snapshot.setParentSha256("ab");
    snapshot.setOffsets(List.of(new PartitionOffset(0, 10_003L)));
    snapshot.setBackend("x");
    snapshot.setTrainedAt(Instant.EPOCH);
    SnapshotSeal.seal(snapshot);
    return snapshot;
  }

  static Stream<Consumer<Snapshot>> whatTheChainNames() {
    return Stream.of(
        s -> s.setSequence(5),
        s -> s.setVersion(10_001),
        s -> s.setArchitecture("1x1 dense(2,linear) cross_entropy"),
        s -> s.getHyperparameters().put("seed", "2"),
        s -> s.getHyperparameters().put("more", ""),
        s -> s.getParameters().put(3, (byte) 5),
        s -> s.setParentSha256("ac"),
        s -> s.setOffsets(List.of(new PartitionOffset(0, 10_004L))),
        s -> s.setOffsets(List.of(new PartitionOffset(1, 10_003L))),
        s -> s.setOffsets(List.of()),
        s -> s.setContentSha256("0"),
        s -> s.setSha256("0"));
  }

  @ParameterizedTest
  @MethodSource("whatTheChainNames")
  void changeOfWhatTheChainNames_isFound(Consumer<Snapshot> change) {
    // Given
    Snapshot snapshot = sealed();

    // When
    change.accept(snapshot);

    // Then
    assertThat(SnapshotSeal.mismatch(snapshot)).isPresent();
  }

  @Test
  void timesRatesAndBackend_areOutsideBothHashes() {
    // Given
    Snapshot snapshot = sealed();

    // When
    snapshot.setBackend("y");
    snapshot.setTrainedAt(Instant.now());
    snapshot.setLoss(3);
    snapshot.setAccuracy(0.5);

    // Then
    assertThat(SnapshotSeal.mismatch(snapshot)).isEmpty();
  }

  @Test
  void orderOfOffsetsAndOfHyperparameters_doesNotMatter() {
    // Given
    Snapshot one = sealed();
    Snapshot other = sealed();
    one.setOffsets(List.of(new PartitionOffset(0, 1L), new PartitionOffset(1, 2L)));
    other.setOffsets(List.of(new PartitionOffset(1, 2L), new PartitionOffset(0, 1L)));

    // When, then
    assertThat(SnapshotSeal.sha256(one)).isEqualTo(SnapshotSeal.sha256(other));
  }

  @Test
  void contentSha256_isThePlainSha256OfTheBytes() {
    // The test vector "abc" of FIPS 180-4.
    ByteBuffer abc = ByteBuffer.wrap("abc".getBytes(StandardCharsets.US_ASCII));
    assertThat(SnapshotSeal.contentSha256(abc))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void sha256_isTheDocumentedOneForEver() {
    // Computed by another program from the description; a change breaks the chain of every ring.
    assertThat(sealed().getSha256())
        .isEqualTo("69364ea8717f0704dbbd56381ad79ba62a88794aabd0d1af7d1533f208cdc124");
  }
}
