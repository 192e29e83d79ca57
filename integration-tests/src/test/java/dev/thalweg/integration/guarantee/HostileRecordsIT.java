package dev.thalweg.integration.guarantee;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandOutcome;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.topics.bounded.TopicScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;

/** Records that are small on the wire, and not in memory. */
@Order(10)
@OnEachStack(containersByDefault = false)
class HostileRecordsIT {
  /** More than dead-letters takes, and little enough for any heap. */
  private static final int LARGE = 20 << 20;

  /** More than fits into the heap below. */
  private static final int HUGE = 150 << 20;

  private static final int HEAP_MB = 128;

  /** Its page and its joins read four large ones at the same time. */
  private static final int MONITORS_HEAP_MB = 384;

  private static final Pattern REMEDY =
      Pattern.compile("step over it with \"thalweg (topics skip --pipeline \\S+ ([^\"]+))\"");

  @Parameter TestStack stack;
  @RegisterExtension final Scenarios scenarios = new Scenarios(() -> stack);

  @Test
  void recordsThatUnpackToManyMegabytes_endNoServiceForGood() throws Exception {
    Trial trial = scenarios.trial("hostile");
    try (SampleStream stream = trial.stream()) {
      // Given: one that fits into memory and not into a topic, and a batch around one that doesn't
      stream.send(600);
      send(trial, PipelineTopic.SAMPLES, LARGE);
      send(trial, PipelineTopic.SAMPLES, 3, 3, HUGE, 3);
      stream.send(600);

      // When
      ThalwegProcess trainer = trial.trainSmall("one", HEAP_MB);

      // Then: it says which it is, also when it is started again
      String[] remedy = awaitRemedy(trainer);
      assertThat(remedy)
          .containsExactly(
              "topics",
              "skip",
              "--topic",
              "samples",
              "--partition",
              "0",
              "--offset",
              "603",
              "--through",
              "604");
      assertThat(awaitRemedy(trial.trainSmall("one", HEAP_MB))).isEqualTo(remedy);
      assertThat(trial.committed()).as("what comes before it is learned").isGreaterThan(500);

      // When: it is done as it says
      CommandOutcome skip = trial.runInside(remedy);
      assertThat(skip.exitCode()).as(skip.describe()).isZero();
      trainer = trial.trainSmall("one", HEAP_MB);

      // Then: whoever has more memory folds the same
      trial.audit(trainer);
      CommandOutcome verify = trial.runInside("verify");
      assertThat(verify.out()).as(verify.describe()).startsWith("SAME");
      Map<String, DeadLetterSize> letters = letters(trial);
      assertThat(letters.get(trial.samples() + "-600"))
          .isEqualTo(new DeadLetterSize(DeadLetter.VALUE_BYTES_MAX, Integer.toString(LARGE)));
      assertThat(letters).containsKey(trial.samples() + "-601");
      assertThat(letters).containsKey(trial.samples() + "-602");
      assertThat(letters).doesNotContainKeys(trial.samples() + "-603", trial.samples() + "-604");

      // When: it is too late
      CommandOutcome late =
          trial.runInside(
              "topics", "skip", "--topic", "samples", "--partition", "0", "--offset", "5");
      assertThat(late.exitCode()).as(late.describe()).isEqualTo(1);
      assertThat(late.err()).contains("what it has learned can't be stepped over");

      othersGoOn(trial);
    }
  }

  /** The scorer and the monitor, of which neither is ended by what it has to refuse. */
  private static void othersGoOn(Trial trial) throws Exception {
    // Given
    send(trial, PipelineTopic.PREDICTIONS, LARGE);
    send(trial, PipelineTopic.LABELS, LARGE);
    send(trial, PipelineTopic.EXAMPLES, LARGE);
    send(trial, PipelineTopic.EXAMPLES, HUGE);
    send(trial, PipelineTopic.EXAMPLES, 3);

    // When
    ThalwegProcess scorer =
        trial.startSmall(HEAP_MB, "score", "--instance", "one", "--gate", "off");
    String[] remedy = awaitRemedy(scorer);
    assertThat(remedy)
        .containsExactly(
            "topics", "skip", "--topic", "examples", "--partition", "0", "--offset", "1");
    CommandOutcome skip = trial.runInside(remedy);
    assertThat(skip.exitCode()).as(skip.describe()).isZero();
    scorer = trial.startSmall(HEAP_MB, "score", "--instance", "one", "--gate", "off");
    ThalwegProcess monitor = trial.startSmall(MONITORS_HEAP_MB, "monitor", "--instance", "one");

    // Then
    Awaitility.await("dead letters")
        .atMost(Trial.LONG)
        .failFast(() -> assertThat(monitor.isAlive()).as(monitor.describe()).isTrue())
        .until(
            () ->
                letters(trial)
                    .keySet()
                    .containsAll(
                        List.of(
                            "hostile.predictions-0-0",
                            "hostile.labels-0-0",
                            "hostile.examples-0-0",
                            "hostile.examples-0-2")));
    assertThat(scorer.isAlive()).as(scorer.describe()).isTrue();
    assertThat(monitor.isAlive()).as(monitor.describe()).isTrue();
    assertThat(letters(trial)).doesNotContainKey("hostile.examples-0-1");
  }

  /** Waits until it has ended with a sentence, and takes the command out of that. */
  private static String[] awaitRemedy(ThalwegProcess service) {
    assertThat(service.awaitExit(Trial.LONG)).as(service.describe()).isEqualTo(1);
    Matcher remedy = REMEDY.matcher(service.err());
    assertThat(remedy.find()).as(service.describe()).isTrue();
    assertThat(service.err()).doesNotContain("\tat ");
    List<String> words = new ArrayList<>(List.of("topics", "skip"));
    words.addAll(List.of(remedy.group(2).split(" ")));
    return words.toArray(String[]::new);
  }

  /**
   * How a record is kept.
   *
   * @param original as the letter says; null where it says nothing
   */
  private record DeadLetterSize(int kept, String original) {}

  private static Map<String, DeadLetterSize> letters(Trial trial) {
    Map<String, DeadLetterSize> letters = new HashMap<>();
    TopicScan.read(
        trial.connection(),
        trial.pipeline().topic(PipelineTopic.DEAD_LETTERS),
        letter -> {
          Header original = letter.headers().lastHeader(DeadLetter.VALUE_BYTES_HEADER);
          letters.put(
              new String(letter.key(), UTF_8),
              new DeadLetterSize(
                  letter.value() == null ? 0 : letter.value().length,
                  original == null ? null : new String(original.value(), UTF_8)));
        });
    return letters;
  }

  /** Sends zeros, in one batch. */
  private static void send(Trial trial, PipelineTopic topic, int... lengths) {
    Map<String, Object> settings = new HashMap<>(trial.connection().clientConfig());
    settings.put("compression.type", "gzip");
    settings.put("max.request.size", 2 * HUGE);
    settings.put("buffer.memory", 2L * HUGE);
    settings.put("batch.size", HUGE + HUGE / 4); // what the client expects that gzip makes of it
    settings.put("linger.ms", 60_000); // a flush ends it
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int length : lengths) {
        var unused =
            producer.send(
                new ProducerRecord<>(trial.pipeline().topic(topic), 0, null, new byte[length]));
      }
      producer.flush();
    }
  }
}
