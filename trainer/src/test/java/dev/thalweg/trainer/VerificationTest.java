package dev.thalweg.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.HostileTopic;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.snapshots.TopicsInMemory;
import dev.thalweg.snapshots.history.ChainLink;
import dev.thalweg.snapshots.history.Snapshots;
import dev.thalweg.snapshots.history.SnapshotsRead;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.Fixture.FakeLog;
import dev.thalweg.trainer.Verification.Result;
import dev.thalweg.trainer.Verification.Verdict;
import dev.thalweg.trainer.fold.SampleFold;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

  private List<ChainLink> chain(List<Snapshot> snapshots) {
    return Fixture.read(snapshots).chain();
  }

  private Optional<String> damage(List<Snapshot> snapshots) {
    SnapshotsRead read = Fixture.read(snapshots);
    return Verification.damage(read, read.found().orElseThrow(), OptionalLong.empty());
  }

  @Test
  void flippedBitOfASnapshot_isFoundInItAndInItsDescendants() {
    ByteBuffer parameters = history.get(4).getParameters();
    parameters.put(17, (byte) (parameters.get(17) ^ 1));
    List<ChainLink> chain = chain(history);
    assertThat(Verification.brokenChain(chain, chain.get(4)).orElseThrow()).contains("damaged");
    assertThat(Verification.brokenChain(chain, chain.get(9))).isPresent();
    assertThat(Verification.brokenChain(chain, chain.get(3))).isEmpty();
  }

  @Test
  void exchangedSnapshot_isFoundThoughItMatchesItself() {
    Snapshot exchanged = history.get(4);
    exchanged.getParameters().put(17, (byte) (exchanged.getParameters().get(17) ^ 1));
    SnapshotSeal.seal(exchanged);
    List<ChainLink> chain = chain(history);
    assertThat(Verification.brokenChain(chain, chain.get(9)).orElseThrow())
        .contains("another parent");
  }

  @Test
  void ringThatLostItsOldest_isWalkedAsFarAsItGoes() {
    List<ChainLink> chain = chain(history.subList(6, 12));
    assertThat(Verification.brokenChain(chain, chain.get(3))).isEmpty();
  }

  @Test
  void damagedSnapshotThatIsNewer_isFound_whereTheNewestIsAskedFor() {
    // Given
    int last = history.size() - 1;
    assertThat(damage(history)).isEmpty();
    String version = "Version " + history.get(last).getVersion();

    // When
    history.get(last).setStep(99L); // outside of the hash
    assertThat(damage(history)).isEmpty();
    history.get(last).setParentSha256("00");

    // Then
    assertThat(damage(history)).get().asString().startsWith(version).contains("is damaged");
  }

  @Test
  void recordThatSaysItComesBeforeTheFirst_isNoParentOfIt() {
    // Given: its slot is free
    Snapshot hostile = Snapshot.newBuilder(history.get(0)).setSequence(-1L).build();
    SnapshotSeal.seal(hostile);
    List<Snapshot> topic = new ArrayList<>(history.subList(0, 3));
    topic.add(hostile);

    // Then
    assertThat(damage(topic)).isEmpty();
  }

  @Test
  void snapshotWithoutOffsets_isDifferent() {
    history.get(5).setOffsets(List.of());
    Result result = rebuild(5);
    assertThat(result.verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(result.detail()).contains("which samples");
  }

  @Test
  void everyListedVersion_isDamagedForVerificationWhereItIsDamagedForTheListing() {
    // Given
    TopicsInMemory topics = new TopicsInMemory();
    HostileTopic hostile = new HostileTopic(false);
    hostile.records().forEach(record -> topics.add(record.key(), record.value()));

    // Then
    for (long version : hostile.versions()) {
      OptionalLong wanted = OptionalLong.of(version);
      SnapshotsRead read =
          Snapshots.read(
              topics.scan(),
              dev.thalweg.snapshots.Fixture.REGISTRY,
              dev.thalweg.snapshots.Fixture.PIPELINE,
              wanted);
      read.found()
          .ifPresent(
              found ->
                  assertThat(Verification.damage(read, found, wanted).isPresent())
                      .as("version %d", version)
                      .isEqualTo(found.entry().damage().isPresent()));
    }
  }
}
