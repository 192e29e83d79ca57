package dev.thalweg.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.monitor.accuracy.Calibration;
import dev.thalweg.monitor.accuracy.Tally;
import dev.thalweg.monitor.join.HeldExample;
import dev.thalweg.monitor.join.HeldPrediction;
import dev.thalweg.monitor.score.BinaryScores;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What stands in the stores: of this program as it was, of the one before as far as it goes. */
class StateFormatTest {
  private static byte[] bytes(Tally tally) {
    ByteBuffer bytes = ByteBuffer.allocate(tally.bytes());
    tally.writeTo(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.array();
  }

  private static List<String> cells(Tally tally) {
    List<String> cells = new ArrayList<>();
    tally.confusion().eachCell((l, p, count) -> cells.add(l + " as " + p + ": " + count));
    return cells;
  }

  @Test
  void tally_isReadBackAsItWas() {
    // Given
    SplittableRandom random = new SplittableRandom(1);
    Tally tally = new Tally();
    for (int i = 0; i < 3_000; i++) {
      tally.countScored(i, i);
      tally.countLabelled(random.nextInt(40), random.nextInt(40), random.nextInt(1_000_001));
    }
    // When
    Tally read = Tally.readFrom(ByteBuffer.wrap(bytes(tally)));
    // Then
    assertThat(bytes(read)).isEqualTo(bytes(tally));
    assertThat(read.labelled()).isEqualTo(3_000);
    assertThat(read.calibration().error()).isEqualTo(tally.calibration().error());
    assertThat(cells(read)).isEqualTo(cells(tally)).hasSizeGreaterThan(800);
  }

  @Test
  void tallyOfTwoClassesAndNumbers_isReadBackAsItWas() {
    // Given
    Tally tally = new Tally();
    tally.countLabelled(1, 0, BinaryScores.held(List.of(0.75f, 0.25f), 750_000));
    byte[] ofClasses = bytes(tally);
    tally.countNumber(3, 2.5);
    // When // Then
    assertThat(bytes(Tally.readFrom(ByteBuffer.wrap(ofClasses)))).isEqualTo(ofClasses);
    assertThat(bytes(Tally.readFrom(ByteBuffer.wrap(bytes(tally))))).isEqualTo(bytes(tally));
    assertThat(Tally.readFrom(ByteBuffer.wrap(ofClasses)).calibration().error()).hasValue(0.75);
  }

  @Test
  void confusion_hasNoPlaceForClassesFrom32On() {
    Tally tally = new Tally();
    tally.countLabelled(31, 31, 1);
    tally.countLabelled(32, 1, 1);
    tally.countLabelled(1, 999, 1);
    assertThat(tally.labelled()).isEqualTo(3);
    assertThat(cells(tally)).containsExactly("31 as 31: 1");
  }

  @Test
  void sums_areTheSameInAnyOrder_whateverClassesCameFirst() {
    // Given
    Tally few = new Tally();
    few.countLabelled(1, 0, 500_000);
    Tally many = new Tally();
    many.countLabelled(9, 7, 700_000);
    many.countLabelled(1, 0, 510_000);
    // When
    Tally one = new Tally();
    one.add(few);
    one.add(many);
    Tally other = new Tally();
    other.add(many);
    other.add(few);
    // Then
    assertThat(cells(one)).containsExactly("1 as 0: 2", "9 as 7: 1");
    assertThat(bytes(one)).isEqualTo(bytes(other));
  }

  @Test
  void tallyOfTheFirstFormat_isRead_andCountedOn() {
    // Given
    ByteBuffer first = ByteBuffer.allocate(1 + 8 * Long.BYTES + 4 + 4 + 3 * Long.BYTES);
    first.put((byte) 1).putLong(10).putLong(8).putLong(7).putLong(2).putLong(3);
    first.putLong(20_000).putLong(5).putLong(6);
    first.putInt(1).putInt(4).putLong(8).putLong(8).putLong(7);
    // When
    Tally tally = Tally.readFrom(first.flip());
    tally.countLabelled(4, 3, 600_000);
    Tally read = Tally.readFrom(ByteBuffer.wrap(bytes(tally)));
    // Then
    assertThat(read.scored()).isEqualTo(10);
    assertThat(read.labelled()).isEqualTo(9);
    assertThat(read.correct()).isEqualTo(7);
    assertThat(read.unlabelled()).isEqualTo(2);
    assertThat(read.lateLabels()).isEqualTo(3);
    assertThat(read.newestVersion()).isEqualTo(20_000);
    assertThat(read.firstScoredAt()).isEqualTo(5);
    assertThat(read.lastScoredAt()).isEqualTo(6);
    List<Tally.ClassTally> classes = new ArrayList<>();
    read.eachClass(classes::add);
    assertThat(classes)
        .containsExactly(new Tally.ClassTally(3, 0, 1, 0), new Tally.ClassTally(4, 9, 8, 7));
    assertThat(cells(read)).containsExactly("4 as 3: 1");
    assertThat(read.calibration().error()).hasValue(0.6);
  }

  @Test
  void heldImage_isReadBackAsItWas() {
    HeldExample image =
        HeldExample.UNKNOWN
            .with(new HeldPrediction("digits", 100, 7, 987_654, 5), 6)
            .with(new HeldPrediction("other", 200, 1, Calibration.NO_CONFIDENCE, 7), 8)
            .withLabel(7, 9);
    assertThat(HeldExample.fromBytes(image.toBytes())).isEqualTo(image);
  }

  @Test
  void heldImageOfTheFirstFormat_isRead_withoutConfidence() {
    // Given
    byte[] model = "digits".getBytes(UTF_8);
    ByteBuffer first = ByteBuffer.allocate(1 + 8 + 4 + 4 + 4 + model.length + 8 + 4 + 8);
    first.put((byte) 1).putLong(6).putInt((int) HeldExample.NO_LABEL).putInt(1);
    first.putInt(model.length).put(model).putLong(100).putInt(7).putLong(5);
    // When
    HeldExample image = HeldExample.fromBytes(first.array());
    // Then
    assertThat(image)
        .isEqualTo(
            HeldExample.UNKNOWN.with(
                new HeldPrediction("digits", 100, 7, Calibration.NO_CONFIDENCE, 5), 6));
  }

  @Test
  void heldImageOfTheSecondFormat_isRead() {
    // Given
    byte[] model = "digits".getBytes(UTF_8);
    ByteBuffer second = ByteBuffer.allocate(1 + 8 + 4 + 4 + 4 + model.length + 8 + 4 + 4 + 8);
    second.put((byte) 2).putLong(6).putInt(3).putInt(1);
    second.putInt(model.length).put(model).putLong(100).putInt(7).putInt(999).putLong(5);
    // When
    HeldExample image = HeldExample.fromBytes(second.array());
    // Then
    assertThat(image)
        .isEqualTo(
            HeldExample.UNKNOWN
                .with(new HeldPrediction("digits", 100, 7, 999, 5), 6)
                .withLabel(3, 6));
  }

  @Test
  void heldImage_namesAModelOnce_howeverManyItsPredictions() {
    // Given
    HeldExample image = HeldExample.UNKNOWN;
    for (int version = 0; version < 32; version++) {
      image = image.with(new HeldPrediction("m".repeat(256), version, 7, 1_000_000, 1L << 40), 6);
    }
    // When // Then
    assertThat(image.toBytes()).hasSizeLessThan(256 + 32 * 13 + 20);
    assertThat(HeldExample.fromBytes(image.toBytes())).isEqualTo(image);
  }

  @Test
  void unknownFormat_isRefused() {
    assertThatThrownBy(() -> Tally.readFrom(ByteBuffer.wrap(new byte[] {9})))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> HeldExample.fromBytes(new byte[] {9}))
        .isInstanceOf(IllegalStateException.class);
  }
}
