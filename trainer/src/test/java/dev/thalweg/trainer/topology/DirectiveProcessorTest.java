package dev.thalweg.trainer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.Fixture.FakeLog;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The processor around a directive, which every way of coming by a record has to meet. */
@ParameterizedClass(name = "replays: {0}")
@ValueSource(booleans = {false, true})
class DirectiveProcessorTest {
  private static final String TOPIC = Fixture.PIPELINE.topic(PipelineTopic.SAMPLES);

  @Parameter boolean replays;

  private final FakeLog log = new FakeLog();
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private final KeyValueStore<String, byte[]> store = Fixture.learnerStore();
  private LearnerProcessor processor;

  private LearnerConfig config() {
    return replays ? Fixture.replaying() : Fixture.config();
  }

  @BeforeEach
  void setUp() {
    log.records = Fixture.samples(6_000);
    context.setCurrentSystemTimeMs(1_000);
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    processor = newProcessor();
  }

  @AfterEach
  void tearDown() {
    processor.close();
  }

  private LearnerProcessor newProcessor() {
    return new LearnerProcessor(
        config(),
        Fixture.REGISTRY,
        partition -> log,
        (partition, offset) -> {},
        SharedLearning.NONE,
        Fixture.figures(),
        Fixture.CLOCK);
  }

  /** The task ends, and another begins on its store. */
  private void beginAgain() {
    processor.close();
    processor = newProcessor();
    processor.init(context);
  }

  private void process(long from, long to) {
    for (long offset = from; offset < to; offset++) {
      context.setRecordMetadata(TOPIC, 0, offset);
      processor.process(
          new Record<>(Fixture.key(offset), log.records.get((int) offset), 0, log.headers(offset)));
    }
  }

  private List<String> snapshotHashes() throws Exception {
    AvroDecoder<Snapshot> decoder = AvroDecoder.of(Fixture.REGISTRY, Snapshot.getClassSchema());
    List<String> hashes = new ArrayList<>();
    for (var forward : context.forwarded(LearnerTopology.sink(PipelineTopic.SNAPSHOTS))) {
      hashes.add(decoder.decode((byte[]) forward.record().value()).getSha256());
    }
    return hashes;
  }

  private int journalled() {
    return context.forwarded(LearnerTopology.sink(PipelineTopic.JOURNAL)).size();
  }

  /** With a directive at 102, between the second and the third sample of a minibatch. */
  private List<String> hashesWithDirective() {
    log.insert(102, LearnerDirective.RESTART);
    Collected outputs = new Collected();
    try (SampleFold fold = Fixture.fold(config())) {
      Fixture.consume(fold, log, 6_001, outputs);
    }
    return outputs.hashes();
  }

  @Test
  void snapshotsSoonAfterADirective_askForACommitEach() throws Exception {
    // Given: all at one moment, at which the snapshots before asked once at most
    hashesWithDirective();
    processor.init(context);
    process(0, 102);
    context.resetCommit();

    // When, then: at sample 104, its first step, and at 108, more than half the distance of 10
    // later
    process(102, 105);
    assertThat(context.committed()).isTrue();
    context.resetCommit();
    process(105, 109);
    assertThat(context.committed()).isTrue();

    // and that of 112 waits for the interval, as ever
    context.resetCommit();
    int before = snapshotHashes().size();
    process(109, 113);
    assertThat(snapshotHashes()).hasSize(before + 1);
    assertThat(context.committed()).isFalse();
  }

  @Test
  void directive_isInTheStateAtOnceThoughItsMinibatchIsOpen() {
    // Given
    hashesWithDirective();
    processor.init(context);
    process(0, 102);
    assertThat(FoldState.fromBytes(store.get("fold")).next()).isZero();

    // When
    process(102, 103);

    // Then
    assertThat(journalled()).isEqualTo(1);
    assertThat(FoldState.fromBytes(store.get("fold")).next()).isEqualTo(100);
    try (SampleFold fold = Fixture.fold(config())) {
      Fixture.consume(fold, log, 103, FoldOutputs.NONE);
      assertThat(store.get("fold")).isEqualTo(fold.blob(log.topicId(), new byte[0]));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101, 102, 103, 104, 105, 106, 5_000})
  void trainerKilledAroundADirective_takesTheSameSnapshots_andJournalsItOnce(int killedAt)
      throws Exception {
    // Given
    List<String> expected = hashesWithDirective();
    processor.init(context);
    process(0, killedAt);

    // When
    log.committed = OptionalLong.of(killedAt);
    beginAgain();
    process(killedAt, 6_001);

    // Then
    assertThat(snapshotHashes()).isEqualTo(expected);
    assertThat(journalled()).isEqualTo(1);
  }

  @Test
  void directiveInAGap_isObeyedWithItsOutput_andAgainByTheNextTask() throws Exception {
    // Given
    List<String> expected = hashesWithDirective();
    processor.init(context);
    process(0, 101);

    // When: the consumer goes on behind the directive; then another task begins before it
    process(1_000, 1_001);
    assertThat(journalled()).isEqualTo(1);
    log.committed = OptionalLong.of(101);
    beginAgain();
    process(1_001, 6_001);

    // Then: what came twice is the same
    assertThat(snapshotHashes().stream().distinct()).containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {103, 104, 5_000})
  void stateThatIsLostBehindADirective_isMadeAgainWithIt(int committed) throws Exception {
    // Given
    List<String> expected = hashesWithDirective();
    processor.init(context);
    process(0, committed);

    // When: with its outputs committed
    store.delete("fold");
    log.committed = OptionalLong.of(committed);
    beginAgain();
    process(committed, 6_001);

    // Then
    assertThat(snapshotHashes()).isEqualTo(expected);
    assertThat(journalled()).isEqualTo(1);
  }
}
