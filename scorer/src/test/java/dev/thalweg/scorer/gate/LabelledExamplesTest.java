package dev.thalweg.scorer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.snapshots.Fixture;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LabelledExamplesTest {
  private final LabelledExamples kept = new LabelledExamples(3);

  @BeforeEach
  void settle() {
    kept.settle(); // nothing was read back
  }

  private List<Integer> labels() {
    return kept.latest().stream().map(LabelledExample::label).toList();
  }

  private void pair(String id, int label) {
    kept.example(GateFixture.example(id));
    kept.label(GateFixture.label(id, label));
  }

  @Test
  void pairs_areMadeInEitherOrder() {
    // When
    kept.example(GateFixture.example("a"));
    kept.label(GateFixture.label("b", 2));
    kept.label(GateFixture.label("a", 1));
    kept.example(GateFixture.example("b"));

    // Then
    assertThat(labels()).containsExactly(1, 2);
    assertThat(kept.latest().get(0).data()).isEqualTo(Fixture.pixels("a".hashCode()));
    assertThat(kept.waiting()).isZero();
  }

  @Test
  void latestPairs_areKept_asManyAsWanted() {
    for (int i = 0; i < 10; i++) {
      pair("i" + i, i);
    }

    assertThat(labels()).containsExactly(7, 8, 9);
  }

  @Test
  void ofPairsThatWereReadBack_thoseLabelledLastAreKept_thenTheOrderIsThatOfTheirComing() {
    // Given: another partition's labels were read first
    LabelledExamples readBack = new LabelledExamples(3);
    for (int i : new int[] {5, 6, 7, 1, 2, 3, 4}) {
      readBack.example(GateFixture.example("i" + i));
      readBack.label(GateFixture.label("i" + i, i, i));
    }

    // When
    readBack.settle();
    List<Integer> settled = readBack.latest().stream().map(LabelledExample::label).toList();
    readBack.example(GateFixture.example("i0"));
    readBack.label(GateFixture.label("i0", 0, 0));

    // Then
    assertThat(settled).containsExactly(5, 6, 7);
    assertThat(readBack.latest()).extracting(LabelledExample::label).containsExactly(6, 7, 0);
    assertThat(readBack.joined()).isEqualTo(8);
  }

  @Test
  void secondLabel_takesThePlaceOfTheFirst_andAnImageThatComesAgainChangesNothing() {
    // Given
    pair("a", 1);
    pair("b", 2);

    // When
    kept.label(GateFixture.label("a", 3));
    kept.example(GateFixture.example("b"));

    // Then
    assertThat(labels()).containsExactly(3, 2);
    assertThat(kept.waiting()).isZero();
  }

  @Test
  void whatHasNoOtherHalf_waitsOnlySoLong() {
    // When: one more of each than may wait
    for (int i = 0; i <= LabelledExamples.WAITING_MAX; i++) {
      kept.example(GateFixture.example("example" + i));
      kept.label(GateFixture.label("label" + i, 1));
    }
    kept.label(GateFixture.label("example0", 7));
    kept.example(GateFixture.example("label0"));
    kept.label(GateFixture.label("example2", 8));
    kept.example(GateFixture.example("label2"));

    // Then
    assertThat(labels()).containsExactly(8, 1);
    assertThat(kept.waiting()).isLessThanOrEqualTo(2 * LabelledExamples.WAITING_MAX);
  }

  @Test
  void waitingImages_areBoundedByTheirPixelsToo() {
    // Given
    int side = 4_096;
    ByteBuffer pixels = ByteBuffer.allocate(side * side);

    // When: 16 MiB each
    for (int i = 0; i < 6; i++) {
      kept.example(
          new Example("big" + i, List.of(side, side), Datatype.UINT8, pixels, Instant.EPOCH));
    }

    // Then
    assertThat(kept.waiting()).isEqualTo(4);
  }

  @Test
  void whatIsNoImageOrNoLabel_isPassedOver() {
    // When
    kept.example(
        new Example("a", List.of(4, 4), Datatype.UINT8, ByteBuffer.allocate(15), Instant.EPOCH));
    kept.example(
        new Example("b", List.of(-4, -4), Datatype.UINT8, ByteBuffer.allocate(16), Instant.EPOCH));
    kept.example(
        new Example("c", List.of(0, 4), Datatype.UINT8, ByteBuffer.allocate(0), Instant.EPOCH));
    kept.example(
        new Example(
            "d", List.of(65_536, 65_536), Datatype.UINT8, ByteBuffer.allocate(0), Instant.EPOCH));
    kept.example(GateFixture.example(""));
    kept.example(GateFixture.example("x".repeat(2_000)));
    kept.label(GateFixture.label("e", -1));
    kept.label(GateFixture.label("x".repeat(2_000), 1));

    // Then
    assertThat(kept.waiting()).isZero();
  }
}
