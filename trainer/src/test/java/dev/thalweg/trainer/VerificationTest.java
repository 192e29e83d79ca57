package dev.thalweg.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.Fixture.FakeLog;
import dev.thalweg.trainer.Verification.Result;
import dev.thalweg.trainer.Verification.Verdict;
import dev.thalweg.trainer.fold.SampleFold;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerificationTest {
  private final FakeLog log = new FakeLog();
  private final Verification verification =
      new Verification(new Connection("none:1", "none", Map.of(), true), Fixture.PIPELINE);
  private List<Snapshot> history;

  @BeforeEach
  void setUp() {
    log.records = Fixture.samples(200);
    Collected outputs = new Collected();
    try (SampleFold fold = Fixture.fold(Fixture.config())) {
      Fixture.consume(fold, log.records, 200, outputs);
    }
    history = outputs.snapshots;
  }

  private Result rebuild(int index) {
    return verification.rebuild(history.get(index), log, Fixture.REGISTRY);
  }

  @Test
  void snapshotOfTheLog_isTheSame() {
    assertThat(rebuild(0).verdict()).isEqualTo(Verdict.SAME);
    assertThat(rebuild(history.size() - 1).verdict()).isEqualTo(Verdict.SAME);
  }

  @Test
  void flippedBitOfASample_isFound() {
    log.records.get(3)[12] ^= 1;
    assertThat(rebuild(5).verdict()).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void removedSample_isFound() {
    log.records.remove(7);
    assertThat(rebuild(5).verdict()).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void reorderedSamples_areFound() {
    Collections.swap(log.records, 2, 9);
    assertThat(rebuild(5).verdict()).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void directiveInTheLog_isObeyed_andMissedWhereItIsGone() {
    // Given
    log.insert(41, LearnerDirective.RESTART);
    Collected outputs = new Collected();
    try (SampleFold fold = Fixture.fold(Fixture.config())) {
      Fixture.consume(fold, log, 201, outputs);
    }
    history = outputs.snapshots;
    assertThat(rebuild(history.size() - 1).verdict()).isEqualTo(Verdict.SAME);

    // When: only its header is gone; its offset holds a refused record now
    log.insert(41, new RecordHeaders(), null);
    log.records.remove(42);

    // Then
    assertThat(rebuild(2).verdict()).isEqualTo(Verdict.SAME);
    assertThat(rebuild(history.size() - 1).verdict()).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void trimmedLog_canNotBeTold() {
    log.beginning = 10;
    Result result = rebuild(5);
    assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(result.detail()).contains("below offset 10");
  }

  @Test
  void otherBackend_canNotBeToldWhereTheBitsDiffer() {
    history.get(5).setBackend("another machine");
    assertThat(rebuild(5).verdict()).isEqualTo(Verdict.SAME);
    log.records.get(3)[12] ^= 1; // stands for another rounding
    assertThat(rebuild(5).verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void flippedBitOfASnapshot_isFoundInItAndInItsDescendants() {
    ByteBuffer parameters = history.get(4).getParameters();
    parameters.put(17, (byte) (parameters.get(17) ^ 1));
    assertThat(Verification.brokenChain(history, history.get(4)).orElseThrow()).contains("damaged");
    assertThat(Verification.brokenChain(history, history.get(9))).isPresent();
    assertThat(Verification.brokenChain(history, history.get(3))).isEmpty();
  }

  @Test
  void exchangedSnapshot_isFoundThoughItMatchesItself() {
    Snapshot exchanged = history.get(4);
    exchanged.getParameters().put(17, (byte) (exchanged.getParameters().get(17) ^ 1));
    SnapshotSeal.seal(exchanged);
    assertThat(Verification.brokenChain(history, history.get(9)).orElseThrow())
        .contains("another parent");
  }

  @Test
  void ringThatLostItsOldest_isWalkedAsFarAsItGoes() {
    assertThat(Verification.brokenChain(history.subList(6, 12), history.get(9))).isEmpty();
  }
}
