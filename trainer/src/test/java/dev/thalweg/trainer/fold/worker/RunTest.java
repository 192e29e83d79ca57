package dev.thalweg.trainer.fold.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.fold.SampleFold;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RunTest {
  private final Run run = new Run(AvroDecoder.of(Fixture.REGISTRY, Sample.getClassSchema()));
  private final Collected outputs = new Collected();

  private void add(long offset, byte[] value) {
    run.add(offset, Fixture.key(offset), value, new RecordHeaders());
  }

  @Test
  void runThatIsUsedAgain_isFoldedAsItsRecordsSay() {
    // Given
    Collected expected = new Collected();
    try (SampleFold direct = Fixture.fold(Fixture.config())) {
      Fixture.consume(direct, Fixture.samples(40), 40, expected);
    }

    // When: four runs of ten records each
    try (SampleFold fold = Fixture.fold(Fixture.config())) {
      for (long offset = 0; offset < 40; offset++) {
        add(offset, Fixture.sample(offset));
        if (offset % 10 == 9) {
          run.foldInto(fold, () -> false);
          assertThat(run.samples()).isEqualTo(fold.samples());
          assertThat(run.hasOutputs()).isTrue();
          run.giveTo(outputs);
          run.clear();
          assertThat(run.isEmpty()).isTrue();
          assertThat(run.hasOutputs()).isFalse();
        }
      }
    }

    // Then
    assertThat(outputs.progress).isEqualTo(expected.progress);
    assertThat(outputs.snapshots).isEqualTo(expected.snapshots);
  }

  @Test
  void whatIsNoSample_isRefusedOrObeyedInItsPlace() {
    // Given
    for (long offset = 0; offset < 4; offset++) {
      add(offset, Fixture.sample(offset));
    }
    add(4, new byte[] {1, 2, 3});
    run.add(5, null, null, LearnerDirective.RESTART.headers());

    // When
    try (SampleFold fold = Fixture.fold(Fixture.config())) {
      run.foldInto(fold, () -> false);

      // Then
      run.giveTo(outputs);
      assertThat(fold.next()).isEqualTo(6);
      assertThat(run.hasObeyed()).isTrue();
      assertThat(outputs.deadLetters).extracting(DeadLetter::value).hasSize(1);
      assertThat(outputs.journal).singleElement().returns(1L, entry -> entry.getStep());
    }
  }

  @Test
  void snapshotSoonAfterARestart_isTold() {
    // Given: a restart after the first step, then more samples than lie between two snapshots
    for (long offset = 0; offset < 4; offset++) {
      add(offset, Fixture.sample(offset));
    }
    run.add(4, null, null, LearnerDirective.RESTART.headers());
    for (long offset = 5; offset < 20; offset++) {
      add(offset, Fixture.sample(offset));
    }

    // When
    try (SampleFold fold = Fixture.fold(Fixture.config())) {
      run.foldInto(fold, () -> false);
    }

    // Then
    assertThat(run.hasSnapshot()).isTrue();
    assertThat(run.isSoonAfterRestart()).isTrue();
    run.clear();
    assertThat(run.hasSnapshot()).isFalse();
    assertThat(run.isSoonAfterRestart()).isFalse();
    assertThat(run.hasObeyed()).isFalse();
  }

  @Test
  void run_isFullByRecordsAndByBytes() {
    // Given: small records
    for (long offset = 0; offset < Run.RECORDS_MAX; offset++) {
      assertThat(run.isFull()).isFalse();
      add(offset, Fixture.sample(offset));
    }
    assertThat(run.isFull()).isTrue();
    run.clear();
    assertThat(run.isFull()).isFalse();

    // When: large ones of 100,000 bytes
    byte[] large =
        Fixture.encode(
            new Sample(
                "large",
                List.of(100_000),
                dev.thalweg.schemas.avro.Datatype.UINT8,
                ByteBuffer.wrap(new byte[100_000]),
                0,
                1f,
                ""));
    add(0, large);
    add(1, large);

    // Then
    assertThat(run.isFull()).isFalse();
    add(2, large);
    assertThat(run.isFull()).isTrue();
  }
}
