package dev.thalweg.integration.learning;

import static dev.thalweg.integration.learning.DriftingStream.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.learning.DriftingStream.Raised;
import dev.thalweg.integration.learning.GatedStream.Labels;
import dev.thalweg.producer.source.LabelledExample;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the drift detectors are for, over the trainer's own fold: two events, and none. */
@Tag("long")
class DriftOverLearnerTest {
  private static final int ONSET = 30_000;
  private static final long TRAIN = Math.min(DATA.train().size(), 60_000);
  private static final Labels TRUE = (samples, label) -> label;

  private static LabelledExample inOrder(long samples) {
    return DATA.train().at(samples % TRAIN);
  }

  /**
   * The images around the 49,600th are harder than those before them. Whether that is enough for an
   * alarm depends on the last bits of the weights: it is with AVX2 kernels, and not with AVX-512.
   */
  @Test
  void cleanStream_raisesOneAlarmAtMost() {
    // When: three times over the training images in their order, three times over the test images
    List<Raised> alarms = DriftingStream.run(180_000, DriftOverLearnerTest::inOrder, TRUE);

    // Then
    assertThat(alarms).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void renamedClasses_areOneAlarmInEachStreamOfErrors() {
    // Given
    Labels renamed = (samples, label) -> samples >= ONSET ? (label + 1) % 10 : label;

    // When
    List<Raised> alarms =
        DriftingStream.run(ONSET + 30_000, DriftOverLearnerTest::inOrder, renamed);

    // Then: some 60 labelled images, of which there is one in six samples
    assertThat(alarms).extracting(Raised::stream).containsExactlyInAnyOrder("trained", "served");
    assertThat(alarms).allSatisfy(a -> assertThat(a.samples()).isBetween(ONSET + 1L, ONSET + 500L));
    assertThat(alarms)
        .filteredOn(a -> a.stream().equals("trained"))
        .allSatisfy(a -> assertThat(a.samples()).isLessThanOrEqualTo(ONSET + 64L));
  }

  @Test
  void burstOfOneClass_isAnAlarmOfTheLabels_withinTwoHundredSamples() {
    // Given
    long sevens = 0;
    while (DATA.train().at(sevens).label() != 7) {
      sevens++;
    }
    LabelledExample seven = DATA.train().at(sevens);
    LongFunction<LabelledExample> burst = i -> i >= ONSET && i < ONSET + 1_000 ? seven : inOrder(i);

    // When
    List<Raised> alarms = DriftingStream.run(ONSET + 1_000, burst, TRUE);

    // Then
    assertThat(alarms).extracting(Raised::stream).containsExactly("labels");
    assertThat(alarms.get(0).samples()).isBetween(ONSET + 64L, ONSET + 200L);
  }
}
