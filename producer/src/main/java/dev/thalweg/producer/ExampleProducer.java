package dev.thalweg.producer;

import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Label;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * Streams examples into {@code examples} and, some time after each, its label into {@code labels},
 * both in the stream's order. Runs once: {@link #run} on one thread, {@link #stop} from any.
 *
 * <p>At most {@value #PENDING_LABELS_MAX} labels wait at a time; the examples wait when there is no
 * room, so rate x delay above that slows the stream down. When it is stopped, labels still waiting
 * are sent at once: every example that was sent gets its label.
 */
public final class ExampleProducer {
  /** Long enough that a label is seen to follow. */
  public static final Duration LABEL_DELAY_DEFAULT = Duration.ofSeconds(1);

  /** About 10 MB. */
  static final int PENDING_LABELS_MAX = 1 << 18;

  private final StreamConfig config;
  private final Duration labelDelay;
  private final Supplier<SchemaRegistry> registries;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final StreamLoop loop;
  private final StreamFigures figures = new StreamFigures();
  private Consumer<Producer<?, ?>> clients = client -> {};
  private Remaining labels;

  /**
   * A stream over a connection; nothing is opened before {@link #run}.
   *
   * @param labelDelay from the sending of an example to that of its label; at least 0
   */
  public ExampleProducer(
      StreamConfig config, Duration labelDelay, Connection connection, Progress progress) {
    this(
        config,
        labelDelay,
        progress,
        connection::openRegistry,
        () -> ProducerSettings.open(connection, ProducerSettings.forExamples(connection)));
  }

  ExampleProducer(
      StreamConfig config,
      Duration labelDelay,
      Progress progress,
      Supplier<SchemaRegistry> registries,
      Supplier<Producer<byte[], byte[]>> producers) {
    if (labelDelay.isNegative()) {
      throw new UserException(
          "The label delay %s is below zero: give 0 or more.".formatted(labelDelay));
    }
    this.config = config;
    this.labelDelay = labelDelay;
    this.registries = registries;
    this.producers = producers;
    loop = new StreamLoop(config, progress);
    labels = config.remaining();
  }

  /**
   * Also sends, at once, the labels of the examples that are there, as far as they are among these:
   * those that a run owes which was cut off.
   *
   * @param remaining what is left of the labels
   */
  public ExampleProducer owingLabels(Remaining remaining) {
    labels = remaining;
    return this;
  }

  /**
   * Sends until the stream and its labels end or {@link #stop} is called, waits for the
   * acknowledgements and closes what it opened. An interrupt stops it too, and is set again on
   * return.
   *
   * @throws UserException when the broker or the registry fails: within the producer's {@code
   *     max.block.ms} and {@code delivery.timeout.ms}, here 10 and 30 s
   */
  public StreamOutcome run() {
    try (SchemaRegistry registry = registries.get()) {
      Producer<byte[], byte[]> producer = producers.get();
      clients.accept(producer);
      RecordSender sender = new RecordSender(producer, figures);
      ExamplesThenLabels emitter =
          new ExamplesThenLabels(
              config, labelDelay, PENDING_LABELS_MAX, registry, sender, System::nanoTime);
      emitter.owe(labels, config.remaining());
      return loop.run(sender, emitter);
    }
  }

  /** What becomes of its records. */
  public StreamFigures figures() {
    return figures;
  }

  /** Shows the Kafka client of the run, to read its metrics and nothing else; before the run. */
  public void showClient(Consumer<Producer<?, ?>> observer) {
    clients = observer;
  }

  /** Ends the run within seconds; what is in flight is still acknowledged if the broker is up. */
  public void stop() {
    loop.stop();
  }

  /** Sends an example now and remembers its label for later. */
  static final class ExamplesThenLabels implements StreamLoop.Emitter {
    private final ExampleStream stream;
    private final long delayNs;
    private final int pendingMax;
    private final RecordSender sender;
    private final LongSupplier nanoTime;
    private final String examplesTopic;
    private final String labelsTopic;
    private final AvroSerializer<Example> exampleSerializer;
    private final AvroSerializer<Label> labelSerializer;
    private final Queue<PendingLabel> pending = new ArrayDeque<>();

    /** The id is made again when it is due, which keeps this small. */
    private record PendingLabel(long index, int label, long dueNs) {}

    ExamplesThenLabels(
        StreamConfig config,
        Duration labelDelay,
        int pendingMax,
        SchemaRegistry registry,
        RecordSender sender,
        LongSupplier nanoTime) {
      stream = config.stream();
      delayNs = labelDelay.toNanos();
      this.pendingMax = pendingMax;
      this.sender = sender;
      this.nanoTime = nanoTime;
      examplesTopic = config.pipeline().topic(PipelineTopic.EXAMPLES);
      labelsTopic = config.pipeline().topic(PipelineTopic.LABELS);
      exampleSerializer = new AvroSerializer<>(registry);
      labelSerializer = new AvroSerializer<>(registry);
    }

    /** Labels that are left, of examples that are not, are due now; no more than a run can owe. */
    void owe(Remaining labels, Remaining examples) {
      long end = examples.startIndex();
      for (long index = Math.max(labels.startIndex(), end - pendingMax); index < end; index++) {
        if (!labels.isSent(index)) {
          owe(index);
        }
      }
      examples.sent().stream()
          .mapToLong(position -> end + position)
          .filter(index -> index >= labels.startIndex() && !labels.isSent(index))
          .forEach(this::owe);
    }

    private void owe(long index) {
      pending.add(new PendingLabel(index, stream.exampleAt(index).label(), nanoTime.getAsLong()));
    }

    @Override
    public void emit(long index) {
      LabelledExample labelled = stream.exampleAt(index);
      Example example =
          new Example(
              stream.idAt(index),
              stream.source().format().shape(),
              stream.source().format().datatype(),
              ByteBuffer.wrap(labelled.data()),
              now());
      sender.send(
          examplesTopic,
          example.getId(),
          exampleSerializer.serialize(examplesTopic, example),
          index);
      pending.add(new PendingLabel(index, labelled.label(), nanoTime.getAsLong() + delayNs));
    }

    @Override
    public long workNs() {
      while (!pending.isEmpty()) {
        long untilDueNs = pending.peek().dueNs() - nanoTime.getAsLong();
        if (untilDueNs > 0) {
          return untilDueNs;
        }
        sendNextLabel();
      }
      return NO_WORK;
    }

    @Override
    public boolean hasRoom() {
      return pending.size() < pendingMax;
    }

    @Override
    public void finish() {
      while (!pending.isEmpty() && !sender.hasFailed()) {
        sendNextLabel();
      }
    }

    private void sendNextLabel() {
      PendingLabel next = pending.peek();
      Label label = new Label(stream.idAt(next.index()), next.label(), now(), null);
      sender.send(
          labelsTopic,
          label.getId(),
          labelSerializer.serialize(labelsTopic, label),
          RecordSender.UNCOUNTED);
      pending.remove();
    }

    /** In the schema's precision, so that what is written is what is read. */
    private static Instant now() {
      return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
  }
}
