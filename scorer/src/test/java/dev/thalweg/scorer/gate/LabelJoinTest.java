package dev.thalweg.scorer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.avro.Image;
import dev.thalweg.snapshots.Fixture;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LabelJoinTest {
  private final LabelJoin join = new LabelJoin(3);

  @BeforeEach
  void settle() {
    join.settle(); // nothing was read back
  }

  private List<Integer> labels() {
    return join.latest().stream().map(LabelledImage::label).toList();
  }

  private void pair(String id, int label) {
    join.image(GateFixture.image(id));
    join.label(GateFixture.label(id, label));
  }

  @Test
  void pairs_areMadeInEitherOrder() {
    // When
    join.image(GateFixture.image("a"));
    join.label(GateFixture.label("b", 2));
    join.label(GateFixture.label("a", 1));
    join.image(GateFixture.image("b"));

    // Then
    assertThat(labels()).containsExactly(1, 2);
    assertThat(join.latest().get(0).pixels()).isEqualTo(Fixture.pixels("a".hashCode()));
    assertThat(join.waiting()).isZero();
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
    LabelJoin readBack = new LabelJoin(3);
    for (int i : new int[] {5, 6, 7, 1, 2, 3, 4}) {
      readBack.image(GateFixture.image("i" + i));
      readBack.label(GateFixture.label("i" + i, i, i));
    }

    // When
    readBack.settle();
    List<Integer> settled = readBack.latest().stream().map(LabelledImage::label).toList();
    readBack.image(GateFixture.image("i0"));
    readBack.label(GateFixture.label("i0", 0, 0));

    // Then
    assertThat(settled).containsExactly(5, 6, 7);
    assertThat(readBack.latest()).extracting(LabelledImage::label).containsExactly(6, 7, 0);
    assertThat(readBack.joined()).isEqualTo(8);
  }

  @Test
  void secondLabel_takesThePlaceOfTheFirst_andAnImageThatComesAgainChangesNothing() {
    // Given
    pair("a", 1);
    pair("b", 2);

    // When
    join.label(GateFixture.label("a", 3));
    join.image(GateFixture.image("b"));

    // Then
    assertThat(labels()).containsExactly(3, 2);
    assertThat(join.waiting()).isZero();
  }

  @Test
  void whatHasNoOtherHalf_waitsOnlySoLong() {
    // When: one more of each than may wait
    for (int i = 0; i <= LabelJoin.WAITING_MAX; i++) {
      join.image(GateFixture.image("image" + i));
      join.label(GateFixture.label("label" + i, 1));
    }
    join.label(GateFixture.label("image0", 7));
    join.image(GateFixture.image("label0"));
    join.label(GateFixture.label("image2", 8));
    join.image(GateFixture.image("label2"));

    // Then
    assertThat(labels()).containsExactly(8, 1);
    assertThat(join.waiting()).isLessThanOrEqualTo(2 * LabelJoin.WAITING_MAX);
  }

  @Test
  void waitingImages_areBoundedByTheirPixelsToo() {
    // Given
    int side = 4_096;
    ByteBuffer pixels = ByteBuffer.allocate(side * side);

    // When: 16 MiB each
    for (int i = 0; i < 6; i++) {
      join.image(new Image("big" + i, side, side, pixels, Instant.EPOCH));
    }

    // Then
    assertThat(join.waiting()).isEqualTo(4);
  }

  @Test
  void whatIsNoImageOrNoLabel_isPassedOver() {
    // When
    join.image(new Image("a", 4, 4, ByteBuffer.allocate(15), Instant.EPOCH));
    join.image(new Image("b", -4, -4, ByteBuffer.allocate(16), Instant.EPOCH));
    join.image(new Image("c", 0, 4, ByteBuffer.allocate(0), Instant.EPOCH));
    join.image(new Image("d", 65_536, 65_536, ByteBuffer.allocate(0), Instant.EPOCH));
    join.image(GateFixture.image(""));
    join.image(GateFixture.image("x".repeat(2_000)));
    join.label(GateFixture.label("e", -1));
    join.label(GateFixture.label("x".repeat(2_000), 1));

    // Then
    assertThat(join.waiting()).isZero();
  }
}
