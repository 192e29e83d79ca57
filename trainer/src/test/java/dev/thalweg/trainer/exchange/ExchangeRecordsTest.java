package dev.thalweg.trainer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Contribution;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergedWeights;
import dev.thalweg.topics.StopSwitch;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.fold.LearnedRound;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.Rounds;
import dev.thalweg.trainer.rounds.Averager;
import dev.thalweg.trainer.rounds.MergedModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Weights of more than one part there and back, and what strangers write beside them. */
class ExchangeRecordsTest {
  private static final LearnerConfig LEARNER =
      new LearnerConfig(
          Fixture.PIPELINE,
          Architecture.parse("28x28 dense(200,relu) dense(10,softmax) cross_entropy"),
          Datatype.UINT8,
          Fixture.config().hyperparameters(),
          10,
          LearnerConfig.OnDivergence.SKIP,
          new Rounds(2, 12),
          "");

  private final ExchangeConfig config =
      new ExchangeConfig(
          new Connection("127.0.0.1:1", "http://127.0.0.1:1", Map.of(), true),
          LEARNER,
          Duration.ofSeconds(1),
          "averager",
          "test");
  private final Contributions contributions =
      new Contributions(config, Fixture.REGISTRY, new StopSwitch());
  private final Merges merges = new Merges(config, Fixture.REGISTRY, new StopSwitch());
  private final Averager averager = new Averager(LEARNER, Duration.ofSeconds(1));
  private long committed;
  private MergedModel last = MergedModel.initial(LEARNER);

  ExchangeRecordsTest() {
    averager.goOnAfter(last);
  }

  private LearnedRound round(int partition, long base) {
    float[] learned = new float[LEARNER.architecture().parameterCount()];
    learned[learned.length - 1] = partition + 1;
    return new LearnedRound(
        LearnerProgress.newBuilder()
            .setPartition(partition)
            .setMerge(base)
            .setOffset(12)
            .setEnd(12)
            .setSamples(12)
            .setSteps(3)
            .setLossSum(1)
            .setCounted(12)
            .setCorrect(1)
            .build(),
        new ModelWeights(learned, learned.clone()),
        committed);
  }

  private List<ProducerRecord<byte[], byte[]>> records(LearnedRound round) {
    return Contributions.records(config, new AvroSerializer<>(Fixture.REGISTRY), round).toList();
  }

  private MergedModel merge(int partition) {
    averager.offer(round(partition, last.merge().getLearners().get(partition).getMerge()), 0);
    last = averager.merge(Instant.EPOCH).model();
    averager.goOnAfter(last);
    return last;
  }

  private void read(MergedModel model) throws UnreadableRecordException {
    readWeights(model);
    readMerge(model.merge());
  }

  private void readWeights(MergedModel model) throws UnreadableRecordException {
    AvroSerializer<MergedWeights> serializer = new AvroSerializer<>(Fixture.REGISTRY);
    for (var record : Merges.records(config, serializer, model).toList()) {
      merges.addWeights(record.key(), record.value());
    }
  }

  private boolean readMerge(Merge merge) throws UnreadableRecordException {
    return merges.addMerge(
        new AvroSerializer<Merge>(Fixture.REGISTRY)
            .serialize(config.topic(PipelineTopic.MERGES), merge));
  }

  @Test
  void round_isWholeWithItsLastPart() throws UnreadableRecordException {
    LearnedRound sent = round(1, 0);
    List<ProducerRecord<byte[], byte[]>> records = records(sent);
    assertThat(records).hasSize(2);

    assertThat(contributions.add(records.get(1).value())).isEmpty();
    LearnedRound read = contributions.add(records.get(0).value()).orElseThrow();

    assertThat(read.progress()).isEqualTo(sent.progress());
    assertThat(read.learned().toBytes()).isEqualTo(sent.learned().toBytes());
  }

  @Test
  void roundOfANetworkThatStandardizes_isWholeWithItsStatistics() throws UnreadableRecordException {
    // Given
    LearnerConfig standardized = Fixture.standardized().with(new Rounds(2, 12));
    ExchangeConfig exchange =
        new ExchangeConfig(
            config.connection(), standardized, config.mergeWait(), "averager", "test");
    LearnedRound sent =
        new LearnedRound(
            round(1, 0).progress(),
            ModelWeights.initial(standardized.architecture(), standardized.hyperparameters()),
            committed);

    // When
    var records =
        Contributions.records(exchange, new AvroSerializer<>(Fixture.REGISTRY), sent).toList();
    Optional<LearnedRound> read =
        new Contributions(exchange, Fixture.REGISTRY, new StopSwitch()).add(records.get(0).value());

    // Then
    assertThat(records).hasSize(1);
    assertThat(read).isPresent();
    assertThat(read.get().learned().toBytes()).isEqualTo(sent.learned().toBytes());
  }

  @Test
  void roundOfAnotherLength_isRefusedWithBothLengths() throws UnreadableRecordException {
    LearnedRound sent = round(1, 0);
    float[] shorter = new float[LEARNER.architecture().parameterCount() - 1];
    List<ProducerRecord<byte[], byte[]>> records =
        records(new LearnedRound(sent.progress(), new ModelWeights(shorter, shorter.clone()), 0));

    assertThat(contributions.add(records.get(0).value())).isEmpty();
    assertThatThrownBy(() -> contributions.add(records.get(1).value()))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageMatching("It has [0-9,]+ bytes of weights, and this network [0-9,]+\\.");
  }

  @Test
  void partsOfTwoRounds_giveNeither() throws UnreadableRecordException {
    assertThat(contributions.add(records(round(1, 0)).get(0).value())).isEmpty();
    assertThat(contributions.add(records(round(1, 1)).get(1).value())).isEmpty();
  }

  @Test
  void changedBytes_areNoRound() throws Exception {
    Contribution part =
        new Contribution(round(1, 0).progress(), 0L, "00", 0, 1, java.nio.ByteBuffer.allocate(4));
    byte[] value =
        new AvroSerializer<Contribution>(Fixture.REGISTRY)
            .serialize(config.topic(PipelineTopic.CONTRIBUTIONS), part);

    assertThatThrownBy(() -> contributions.add(value))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessage("It is no round of one of 2 learners of this network.");
    assertThat(contributions.add(null)).isEmpty();
  }

  @Test
  void merge_canBeGoneOnFromOnceItsWeightsAreThere() throws UnreadableRecordException {
    MergedModel first = merge(0);
    assertThat(readMerge(first.merge())).isTrue();
    assertThat(merges.mergeOf(0, 0)).isEmpty();

    readWeights(first);

    assertThat(merges.mergeOf(0, 0).orElseThrow().weights().toBytes())
        .isEqualTo(first.weights().toBytes());
    assertThat(merges.mergeOf(1, 0)).as("of a learner that had no part in it").isEmpty();
    assertThat(merges.mergeOf(0, 1)).isEmpty();
  }

  @Test
  void mergeThatWasMadeHere_isGoneOnFromBeforeItIsRead() throws UnreadableRecordException {
    MergedModel first = merge(0);
    MergedModel second = merge(1);

    // When
    assertThat(merges.addOwn(second)).as("a leap").isFalse();
    assertThat(merges.addOwn(first)).isTrue();

    // Then
    assertThat(merges.mergeOf(0, 0).orElseThrow().weights()).isSameAs(first.weights());
    assertThat(merges.newestModel().orElseThrow().merge()).isSameAs(first.merge());

    // When: it is read back
    readWeights(first);
    assertThat(readMerge(first.merge())).isFalse();

    // Then
    assertThat(merges.mergeOf(0, 0).orElseThrow().weights()).isSameAs(first.weights());
    assertThat(merges.unneededKeys()).isEmpty();
    read(second);
    assertThat(merges.newest()).isEqualTo(second.merge());
  }

  @Test
  void firstRecordOfItsNumber_isTheMerge() throws UnreadableRecordException {
    MergedModel first = merge(0);
    read(first);
    Merge late = Merge.newBuilder(first.merge()).setSha256("other").build();

    assertThat(readMerge(late)).isFalse();
    assertThat(readMerge(Merge.newBuilder(late).setNumber(9).build())).isFalse();
    assertThat(merges.newest()).isEqualTo(first.merge());
  }

  @Test
  void mergesMadeWhileNobodyRead_areGoneOnBehind() throws UnreadableRecordException {
    read(merge(0));
    merge(1);
    MergedModel third = merge(0);

    // When: it begins again, at the newest that there is
    merges.beginAtNewest();
    read(third);

    // Then
    assertThat(merges.newestModel().orElseThrow().merge()).isEqualTo(third.merge());
    assertThat(readMerge(merge(1).merge())).isTrue();
  }

  @Test
  void leapInAnEmptyTopic_isPassedOver() throws UnreadableRecordException {
    Merge leap = Merge.newBuilder(merge(0).merge()).setNumber(1_000_000).build();

    assertThat(readMerge(leap)).isFalse();
    assertThat(readMerge(last.merge())).isTrue();
  }

  @Test
  void weightsThatALearnerMayGoOnFrom_areKept_othersGo() throws UnreadableRecordException {
    read(merge(0));
    read(merge(1));
    committed = 2;
    read(merge(1));

    assertThat(merges.mergeOf(0, 0)).as("it has not gone on since merge 1").isPresent();
    assertThat(merges.mergeOf(1, 2).orElseThrow().merge()).isEqualTo(3);
    assertThat(merges.unneededKeys()).hasSize(2).allMatch(key -> key.startsWith("2/"));

    // When: an averager that has lost its office writes other weights of the newest
    MergedModel other =
        new MergedModel(Merge.newBuilder(last.merge()).setSha256("other").build(), last.weights());
    readWeights(other);

    // Then
    assertThat(merges.unneededKeys()).anyMatch(key -> key.startsWith("3/other/"));
    Optional<MergedModel> newest = merges.newestModel();
    assertThat(newest.orElseThrow().merge()).isEqualTo(last.merge());

    // When
    for (String key : merges.unneededKeys()) {
      merges.addWeights(key.getBytes(java.nio.charset.StandardCharsets.UTF_8), null);
    }

    // Then
    assertThat(merges.unneededKeys()).isEmpty();
  }
}
