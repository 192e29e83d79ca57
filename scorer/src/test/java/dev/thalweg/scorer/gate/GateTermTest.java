package dev.thalweg.scorer.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.Stranger;
import dev.thalweg.snapshots.parts.SnapshotParts;
import dev.thalweg.snapshots.serving.CandidateReader;
import dev.thalweg.snapshots.serving.SnapshotLog;
import dev.thalweg.topics.StopSwitch;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTermTest {
  private final StopSwitch stop = new StopSwitch();
  private final SnapshotLog log = new SnapshotLog();
  private final LabelTopics topics = new LabelTopics();
  private final MockProducer<byte[], byte[]> producer = Fixture.producer(true);
  private final GateFigures figures = new GateFigures();
  private final GateTerm term =
      new GateTerm(
          new Gate(10, 10),
          new CandidateReader(log, Fixture.REGISTRY, Fixture.PIPELINE, stop),
          new LabelFeed(topics, Fixture.REGISTRY, Fixture.PIPELINE, 10, stop),
          new GateWriter(producer, Fixture.REGISTRY, Fixture.PIPELINE, InstantSource.system()),
          figures);

  @AfterEach
  void close() {
    term.close();
  }

  private void turns() {
    for (int i = 0; i < 3; i++) {
      term.turn();
    }
  }

  private List<ProducerRecord<byte[], byte[]>> promotions() {
    return Fixture.sent(producer, PipelineTopic.SNAPSHOTS);
  }

  @Test
  void firstSnapshot_isPromotedAtOnce_byteForByteUnderTheServingKey() {
    // Given
    log.add(GateFixture.always(0, 7)).gap(1);

    // When
    term.begin(stop);
    turns();

    // Then
    assertThat(promotions()).hasSize(1);
    assertThat(promotions().get(0).key()).asString(UTF_8).isEqualTo("test/serving");
    assertThat(promotions().get(0).value()).isEqualTo(Fixture.encode(GateFixture.always(0, 7)));
    assertThat(producer.transactionCommitted()).isTrue();
    assertThat(figures.promotions()).isEqualTo(1);
  }

  @Test
  void candidates_arePromotedUnjudged_asLongAsTooFewLabelsAreKnown() {
    // Given
    log.add(GateFixture.always(0, 0)).addPromoted(GateFixture.always(0, 0));
    topics.pairs(9, 0);
    term.begin(stop);

    // When: it is wrong on all nine
    log.add(GateFixture.always(1, 1)).gap(1);
    turns();

    // Then
    assertThat(promotions()).hasSize(1);
    assertThat(Fixture.alarms(producer)).isEmpty();
  }

  @Test
  void worseCandidate_isRefusedOnce_withAnAlarm_andTheNextBetterOnePromoted() {
    // Given
    log.add(GateFixture.always(0, 0)).addPromoted(GateFixture.always(0, 0));
    topics.pairs(10, 0);
    term.begin(stop);

    // When
    log.add(GateFixture.always(1, 1)).gap(1);
    turns();
    boolean promotedTheBadOne = !promotions().isEmpty();
    log.add(GateFixture.always(0, 2)).gap(1);
    turns();

    // Then
    assertThat(promotedTheBadOne).isFalse();
    assertThat(Fixture.alarms(producer)).hasSize(1);
    Alarm alarm = Fixture.alarms(producer).get(0);
    assertThat(alarm.getKind()).isEqualTo(AlarmKind.SNAPSHOT_REFUSED);
    assertThat(alarm.getModel()).isEqualTo("test");
    assertThat(alarm.getDetail())
        .contains("version 100 (sequence 1, ", "is not promoted", "0.0 %", "100.0 %");
    assertThat(promotions()).hasSize(1);
    assertThat(promotions().get(0).value()).isEqualTo(Fixture.encode(GateFixture.always(0, 2)));
    assertThat(figures.refusals()).isEqualTo(1);
  }

  /** In parts, then their head, as a trainer and the gate write it. */
  private void addInParts(byte[] key, Snapshot snapshot) {
    SnapshotParts.write(key, snapshot, (each, record) -> log.add(each, Fixture.encode(record)));
    log.gap(1);
  }

  /** What a reader that knows nothing else finds to be promoted. */
  private Optional<ServedModel> promotedBySent() {
    SnapshotLog written = new SnapshotLog();
    promotions().forEach(record -> written.add(record.key(), record.value()).gap(1));
    try (CandidateReader reader =
        new CandidateReader(written, Fixture.REGISTRY, Fixture.PIPELINE, new StopSwitch())) {
      assertThat(reader.search()).isTrue();
      return reader.promoted();
    }
  }

  @Test
  void candidatesInParts_areJudged_andPromotedWholeForWhoFollowsThePromoted() {
    // Given
    Snapshot first = GateFixture.largeAlways(0, 0);
    addInParts(Fixture.key(first), first);
    addInParts(SnapshotRing.servingKey("test"), first);
    topics.pairs(10, 0);
    term.begin(stop);

    // When
    Snapshot worse = GateFixture.largeAlways(1, 1);
    addInParts(Fixture.key(worse), worse);
    turns();
    int ofTheBadOne = promotions().size();
    Snapshot better = GateFixture.largeAlways(0, 2);
    addInParts(Fixture.key(better), better);
    turns();

    // Then
    assertThat(ofTheBadOne).isZero();
    assertThat(Fixture.alarms(producer)).hasSize(1);
    assertThat(promotions())
        .extracting(record -> new String(record.key(), UTF_8))
        .containsExactly("test/serving/0", "test/serving/1", "test/serving");
    assertThat(promotedBySent().orElseThrow().sha256()).isEqualTo(better.getSha256());
    assertThat(figures.promotions()).isEqualTo(1);
    assertThat(figures.refusals()).isEqualTo(1);
  }

  @Test
  void labelsThatComeBeforeTheCandidate_decide() {
    // Given
    log.add(GateFixture.always(0, 0)).addPromoted(GateFixture.always(0, 0));
    topics.pairs(10, 0);
    term.begin(stop);
    turns();

    // When: the world has changed
    topics.pairs(10, 1);
    log.add(GateFixture.always(1, 1)).gap(1);
    turns();

    // Then
    assertThat(promotions()).hasSize(1);
  }

  @Test
  void newTerm_judgesNothingThatIsNotNewerThanWhatWasPromoted() {
    // Given
    log.add(GateFixture.always(0, 4)).gap(1).add(GateFixture.always(0, 5)).gap(1);
    log.addPromoted(GateFixture.always(0, 5));

    // When
    term.begin(stop);
    turns();
    log.add(GateFixture.always(0, 5)).gap(1);
    turns();

    // Then
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void ofSeveralCandidates_theNewestIsJudged_andOlderOnesThatComeLateAreNot() {
    // Given
    log.add(GateFixture.always(0, 2)).gap(1).add(GateFixture.always(0, 3)).gap(1);
    term.begin(stop);
    turns();

    // When
    log.add(GateFixture.always(0, 2)).gap(1);
    turns();

    // Then
    assertThat(promotions()).hasSize(1);
    assertThat(promotions().get(0).value()).isEqualTo(Fixture.encode(GateFixture.always(0, 3)));
  }

  @Test
  void strangersSnapshot_isNotPromoted_andTheNextOfTheModelIs() {
    // Given
    log.add(GateFixture.always(0, 0)).gap(1);
    term.begin(stop);
    turns();

    // When
    log.add(Stranger.last()).gap(1);
    turns();
    log.add(GateFixture.always(1, 1)).gap(1);
    turns();

    // Then
    assertThat(promotions())
        .extracting(ProducerRecord::value)
        .containsExactly(
            Fixture.encode(GateFixture.always(0, 0)), Fixture.encode(GateFixture.always(1, 1)));
  }

  @Test
  void promotedStranger_isForgotten_andTheModelJudged() {
    // Given: it came before the model's first
    log.add(Stranger.last()).addPromoted(Stranger.last());
    term.begin(stop);
    turns();

    // When
    log.add(GateFixture.always(0, 0)).gap(1);
    turns();

    // Then
    assertThat(promotions())
        .extracting(ProducerRecord::value)
        .containsExactly(Fixture.encode(GateFixture.always(0, 0)));
  }

  @Test
  void candidateThatHasLeftTheTopic_isNotPromoted() {
    // Given
    log.add(GateFixture.always(0, 0)).gap(1);
    term.begin(stop);

    // When
    log.remove(0);
    turns();

    // Then
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void termThatWasFenced_promotesNothing() {
    // Given
    log.add(GateFixture.always(0, 0)).gap(1);
    term.begin(stop);

    // When
    producer.fenceProducer();

    // Then
    assertThatThrownBy(this::turns).isInstanceOf(ProducerFencedException.class);
    assertThat(producer.history()).isEmpty();
  }
}
