package dev.thalweg.producer.drift;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thalweg.producer.Counting;
import dev.thalweg.producer.ExampleStream;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.GeneratedDigits;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Datatype;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftScheduleTest {
  private static final ExampleSource DIGITS = new GeneratedDigits(1, Split.TRAIN);
  private static final String[] ALL = {
    "permute-labels@20",
    "rotate:30@10..90",
    "noise:0.2@30..60",
    "gradual-rotate:30@40..80",
    "one-class:7@50..70",
    "invert@55"
  };

  private static DriftSchedule schedule(long seed, String... specs) {
    return DriftSchedule.of(List.of(specs), 10, seed);
  }

  private static ExampleStream stream(ExampleSource source, String... specs) {
    SampleOrder order = SampleOrder.of(source, 2, ExampleSource.ENDLESS, 7);
    return ExampleStream.of(source, Split.TRAIN, order).drifting(schedule(7, specs));
  }

  private static String record(ExampleStream stream, long index) {
    LabelledExample image = stream.exampleAt(index);
    return image.label() + " " + HexFormat.of().formatHex(image.data());
  }

  @Test
  void record_isTheSameWhereverTheStreamBeganAndWhoeverMadeIt() {
    // Given
    ExampleStream whole = stream(DIGITS, ALL);
    ExampleStream resumed = stream(DIGITS, ALL);

    // When read backwards, then
    for (long index = 99; index >= 0; index--) {
      assertThat(record(resumed, index)).isEqualTo(record(whole, index));
    }
  }

  @Test
  void records_areTheSameForEverAndOnEveryPlatform() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (long index = 0; index < 100; index++) {
      digest.update(record(stream(DIGITS, ALL), index).getBytes(UTF_8));
    }

    assertThat(HexFormat.of().formatHex(digest.digest())).startsWith("c2e62efcb6a033f1");
  }

  @Test
  void ids_areThoseOfTheStreamWithoutDriftAndLeadBack() {
    ExampleStream drifting = stream(new Counting(150), ALL);

    for (long index = 0; index < 300; index++) {
      String id = drifting.idAt(index);
      assertThat(id).isEqualTo(stream(new Counting(150)).idAt(index));
      assertThat(drifting.indexOf(id)).hasValue(index);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"permute-labels", "rotate:180", "invert", "noise:1", "one-class:5"})
  void drift_holdsFromItsFirstRecordAndUntilBeforeItsLast(String kind) {
    ExampleStream plain = stream(new Counting(100));
    ExampleStream span = stream(new Counting(100), kind + "@10..20");
    ExampleStream open = stream(new Counting(100), kind + "@10");

    assertThat(record(span, 9)).isEqualTo(record(plain, 9)).isEqualTo(record(open, 9));
    assertThat(record(span, 10)).isNotEqualTo(record(plain, 10)).isEqualTo(record(open, 10));
    assertThat(record(span, 19)).isNotEqualTo(record(plain, 19)).isEqualTo(record(open, 19));
    assertThat(record(span, 20)).isEqualTo(record(plain, 20)).isNotEqualTo(record(open, 20));
    assertThat(record(open, 199)).as("second epoch").isNotEqualTo(record(plain, 199));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 256})
  void permutation_leavesNoLabelAndIsFixedByTheSeed(int classes) {
    DriftSchedule schedule = DriftSchedule.of(List.of("permute-labels@0"), classes, 3);
    DriftSchedule again = DriftSchedule.of(List.of("permute-labels@0"), classes, 3);
    ExampleSource each = new Labels(classes, classes);
    Set<Integer> labels = new HashSet<>();
    for (int label = 0; label < classes; label++) {
      int permuted = schedule.exampleAt(each, label, 0).label();
      assertThat(permuted).isNotEqualTo(label).isBetween(0, classes - 1);
      assertThat(again.exampleAt(each, label, 999).label()).isEqualTo(permuted);
      labels.add(permuted);
    }
    assertThat(labels).hasSize(classes);
  }

  @Test
  void noise_makesItsShareOfLabelsWrongInEveryWay() {
    ExampleStream stream = stream(new Counting(10_000), "noise:0.2@0");
    Set<Long> offsets = new HashSet<>();
    int wrong = 0;
    for (long index = 0; index < 10_000; index++) {
      long offset = Math.floorMod(stream.exampleAt(index).label() - index, 10L);
      wrong += offset == 0 ? 0 : 1;
      offsets.add(offset);
    }

    assertThat(wrong).isBetween(1_900, 2_100);
    assertThat(offsets).hasSize(10);
  }

  @Test
  void oneClass_keepsImagesOfTheClassAndDrawsTheOthersFromAllOfThem() {
    // Given
    ExampleStream plain = stream(new Counting(1_000));
    ExampleStream sevens = stream(new Counting(1_000), "one-class:7@0..1000");
    Set<String> shown = new HashSet<>();

    // When, then
    for (long index = 0; index < 1_000; index++) {
      assertThat(sevens.exampleAt(index).label()).isEqualTo(7);
      if (plain.exampleAt(index).label() == 7) {
        assertThat(record(sevens, index)).isEqualTo(record(plain, index));
      }
      shown.add(record(sevens, index));
    }
    assertThat(shown).as("all there are").hasSize(100);
  }

  @Test
  void oneClass_findsASingleImageAndSaysWhenThereIsNone() {
    assertThat(stream(new Labels(60_000, 8), "one-class:7@5").exampleAt(5).label()).isEqualTo(7);
    for (long size : new long[] {60_000, ExampleSource.ENDLESS}) {
      assertThatExceptionOfType(UserException.class)
          .isThrownBy(() -> stream(new Labels(size, 7), "one-class:7@5"))
          .withMessage(
              "--drift one-class:7@5 finds no such example in the labels: name a class that is"
                  + " there.");
    }
  }

  @Test
  void drifts_applyInTheOrderGiven() {
    String only = "one-class:7@0";
    String permuted = "permute-labels@0";
    int sevenBecomes = stream(new Counting(10), permuted).exampleAt(7).label();

    assertThat(stream(new Counting(10), only, permuted).exampleAt(3).label())
        .isEqualTo(sevenBecomes);
    assertThat(stream(new Counting(10), permuted, only).exampleAt(3).label()).isEqualTo(7);
    assertThat(stream(new Counting(10), "rotate:180@0", "invert@0").exampleAt(3).data())
        .containsExactly(252, 255 - 256);
  }

  @Test
  void gradualRotation_endsAsTheWholeOne() {
    ExampleStream gradual = stream(DIGITS, "gradual-rotate:30@10..20");

    assertThat(record(gradual, 10)).isEqualTo(record(stream(DIGITS), 10));
    assertThat(record(gradual, 15)).isEqualTo(record(stream(DIGITS, "rotate:15@0"), 15));
    assertThat(record(gradual, 20)).isEqualTo(record(stream(DIGITS, "rotate:30@0"), 20));
    assertThat(record(gradual, 90)).isEqualTo(record(stream(DIGITS, "rotate:30@0"), 90));
  }

  @Test
  void followingStream_driftsWhenTheOtherOneDoes() {
    // Given
    AtomicLong other = new AtomicLong(99);
    SampleOrder order = SampleOrder.of(new Counting(10), 1, ExampleSource.ENDLESS, 7);
    ExampleStream follower =
        ExampleStream.of(new Counting(10), Split.TEST, order)
            .drifting(schedule(7, "invert@100").following(other::get));
    assertThat(follower.exampleAt(3).data()).containsExactly(0, 3);

    // When
    other.set(100);

    // Then
    assertThat(follower.exampleAt(3).data()).containsExactly(-1, ~3);
  }

  @Test
  void whatContradictsThePipelineOrItself_isOneSentence() {
    assertThatRefused(10, "one-class:10@5").withMessageContaining("a label from 0 to 9");
    assertThatRefused(1, "permute-labels@5").withMessageContaining("--classes 2");
    assertThatRefused(1, "noise:0.1@5").withMessageContaining("--classes 2");
    assertThatRefused(10, "one-class:7@5..9", "invert@0", "one-class:3@8")
        .withMessageContainingAll(
            "one-class:7@5..9 and one-class:3@8", "spans that do not overlap");
    assertThatCode(() -> schedule(1, "one-class:7@5..9", "one-class:3@9..12"))
        .doesNotThrowAnyException();
  }

  private static ThrowableAssertAlternative<UserException> assertThatRefused(
      int classes, String... specs) {
    return assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> DriftSchedule.of(List.of(specs), classes, 1));
  }

  @Test
  void driftBeyondTheEnd_isRefused() {
    DriftSchedule schedule = schedule(1, "invert@0", "noise:0.1@100");

    assertThatCode(() -> schedule.requireWithin(101)).doesNotThrowAnyException();
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> schedule.requireWithin(100))
        .withMessageStartingWith("--drift noise:0.1@100 never begins, for the stream has 100");
  }

  /** Labels 0, 1, 2, ... once each, and then the first so many over: the last has one image. */
  private record Labels(long size, int classes) implements ExampleSource {
    @Override
    public String name() {
      return "labels";
    }

    @Override
    public String description() {
      return name();
    }

    @Override
    public ExampleFormat format() {
      return new ExampleFormat(List.of(1, 1), Datatype.UINT8);
    }

    @Override
    public LabelledExample at(long index) {
      int last = classes - 1;
      int label = (int) (index < classes ? index : index % last);
      return new LabelledExample(new byte[1], label);
    }
  }
}
