package dev.thalweg.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.Images;
import dev.thalweg.cli.learning.MergeOptions;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.monitor.web.PageConfig;
import dev.thalweg.producer.ExampleStream;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.drift.DriftSchedule;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.GeneratedDigits;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.LearnerConfig.OnDivergence;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoPlanTest {
  private static final Pipeline PIPELINE = new Pipeline("digits");
  private static final Images TRAIN = new Images("mnist", 600);
  private static final Images TEST = new Images("mnist", 100);

  private static DemoPlan plan(Images test, int batch, long every, double perSecond) {
    Preset preset = Preset.named("online");
    Hyperparameters hyperparameters =
        preset.hyperparameters().with(Hyperparameters.BATCH_SIZE, (long) batch);
    return new DemoPlan(
        PIPELINE,
        new LearnerConfig(
            PIPELINE,
            preset.architecture(Shape.of(28, 28), 10),
            Datatype.UINT8,
            hyperparameters,
            every,
            OnDivergence.SKIP),
        new MergeOptions(),
        new DataSet(TRAIN, test, List.of()),
        SampleOrder.of(TRAIN, 1, ExampleSource.ENDLESS, 1),
        DriftSchedule.NONE,
        perSecond,
        PageConfig.onLoopback());
  }

  private static DemoPlan plan() {
    return plan(TEST, 32, 2_000, 600);
  }

  @ParameterizedTest
  @CsvSource({
    "32, 1",
    "32, 31",
    "32, 32",
    "32, 33",
    "32, 100",
    "32, 2000",
    "32, 10000",
    "128, 1",
    "128, 100",
    "128, 128",
    "128, 1000",
    "128, 2000",
    "128, 10000",
    "1, 7",
    "7, 3"
  })
  void lastVersion_isThatOfALearnerStepByStep(int batch, long every) {
    DemoPlan plan = plan(TEST, batch, every, 600);
    long last = 0;
    long passed = 0;
    for (long samples = batch; samples <= 25_000; samples += batch) {
      // When a step reaches another multiple of the interval
      if (samples / every > passed) {
        last = samples;
        passed = samples / every;
      }
      // Then
      assertThat(plan.live().lastVersion(samples)).as("after %d samples", samples).isEqualTo(last);
    }
  }

  @Test
  void lastVersion_isZeroWithoutASnapshot() {
    assertThat(plan().live().lastVersion(0)).isZero();
    assertThat(plan().live().lastVersion(1_984)).isZero();
    assertThat(plan().live().lastVersion(2_016)).isEqualTo(2_016);
  }

  @Test
  void samples_areTheTrainingImagesUnderTheirUsualIds() {
    ExampleStream samples = plan().samples();

    assertThat(samples.total()).isEqualTo(600);
    assertThat(samples.idAt(0)).isEqualTo("mnist-train-1-000000");
    assertThat(samples.idAt(599)).isEqualTo("mnist-train-1-000599");
  }

  @Test
  void heldOut_neverRepeatsAnIdAndNeverEnds() {
    // Given
    ExampleStream heldOut = plan().heldOut("run1", () -> 0);
    Set<String> ids = new HashSet<>();

    // When it has gone round ten times
    for (int i = 0; i < 1_000; i++) {
      ids.add(heldOut.idAt(i));
    }

    // Then
    assertThat(ids).hasSize(1_000).allMatch(id -> id.startsWith("held-out-run1-"));
    assertThat(heldOut.total()).isGreaterThan(1_000_000_000L);
  }

  @Test
  void idsOfTwoRuns_haveNothingInCommon() {
    assertThat(ids(plan().heldOut("a", () -> 0), 500))
        .doesNotContainAnyElementsOf(ids(plan().heldOut("b", () -> 0), 500));
    assertThat(ids(plan().test("a"), 100)).doesNotContainAnyElementsOf(ids(plan().test("b"), 100));
    assertThat(ids(plan().test("a"), 100))
        .doesNotContainAnyElementsOf(ids(plan().heldOut("a", () -> 0), 500));
  }

  private static Set<String> ids(ExampleStream stream, int count) {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < count; i++) {
      ids.add(stream.idAt(i));
    }
    return ids;
  }

  @Test
  void test_isEveryTestImageOnce_inAnOrderOfItsOwn() {
    // When
    ExampleStream test = plan().test("run1");

    // Then
    assertThat(test.total()).isEqualTo(100);
    List<Long> indices =
        LongStream.range(0, 100).mapToObj(i -> test.order().at(i).index()).toList();
    assertThat(indices).isNotEqualTo(LongStream.range(0, 100).boxed().toList());
    assertThat(indices)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 100).boxed().toList());
  }

  @Test
  void test_hasAnEndWhereTheImagesHaveNone() {
    Images endless = new Images("digits", ExampleSource.ENDLESS);

    assertThat(plan(endless, 32, 2_000, 600).test("run1").total()).isEqualTo(10_000);
  }

  @Test
  void heldOutRate_isASixthButNeverNothing() {
    assertThat(plan(TEST, 32, 2_000, 600).heldOutPerSecond()).isEqualTo(100);
    assertThat(plan(TEST, 32, 2_000, 1).heldOutPerSecond()).isEqualTo(1);
    assertThat(plan(TEST, 32, 2_000, Double.POSITIVE_INFINITY).heldOutPerSecond()).isEqualTo(500);
  }

  @Test
  void heldOutAndTestImages_driftWithTheSamples() {
    // Given
    GeneratedDigits digits = new GeneratedDigits(1, Split.TEST);
    AtomicLong learned = new AtomicLong(499);
    DemoPlan plain = plan(TEST, 32, 2_000, 600);
    DemoPlan plan =
        new DemoPlan(
            PIPELINE,
            plain.learner(),
            plain.merging(),
            new DataSet(digits, digits, List.of()),
            new SampleOrder(ExampleSource.ENDLESS, 600, SampleOrder.Shuffle.NEVER, 1),
            DriftSchedule.of(List.of("invert@500"), 10, 1),
            plain.perSecond(),
            PageConfig.onLoopback());
    ExampleStream heldOut = plan.heldOut("run1", learned::get);
    byte[] dark = digits.at(0).data();
    byte[] light = dark.clone();
    for (int i = 0; i < light.length; i++) {
      light[i] = (byte) (255 - light[i]);
    }
    assertThat(heldOut.exampleAt(0).data()).isEqualTo(dark);

    // When
    learned.set(500);

    // Then
    assertThat(heldOut.exampleAt(0).data()).isEqualTo(light);
    assertThat(plan.test("run1").exampleAt(0).data()).isEqualTo(light);
    assertThat(plan.samples().exampleAt(0).data()).isEqualTo(dark);
    assertThat(plan.samples().exampleAt(500).data()).isNotEqualTo(digits.at(500).data());
  }
}
