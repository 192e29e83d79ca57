package dev.thalweg.monitor.web.drawing;

import dev.thalweg.http.route.ProblemException;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Sample;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What people draw: each goes as an example through {@code examples}, comes back as a prediction,
 * and becomes a label and a sample once somebody has said what it was. The last 256 can be
 * labelled; at most 64 wait for their prediction.
 */
public final class Drawings {
  static final int KEPT_MAX = 256;
  static final int WAITING_MAX = 64;
  static final String SOURCE = "page";

  /** For a prediction: within the request timeout, so that people are told why none came. */
  public static final Duration TIMEOUT = Duration.ofSeconds(9);

  private static final TimeUnit MILLIS = TimeUnit.MILLISECONDS;

  /** So long the pipeline's own model may answer after another one has. */
  private static final Duration GRACE = Duration.ofMillis(300);

  private final DrawingSender sender;
  private final String model;
  private final Duration timeout;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong labelled = new AtomicLong();
  private int waiting;

  private final Map<String, Drawing> kept =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Drawing> eldest) {
          return size() > KEPT_MAX;
        }
      };

  /**
   * @param model whose answer counts where several answer
   * @param timeout for a prediction
   */
  public Drawings(DrawingSender sender, String model, Duration timeout) {
    this.sender = sender;
    this.model = model;
    this.timeout = timeout;
  }

  /**
   * Sends a picture.
   *
   * @param shape its rows and columns
   * @param pixels as many grey values, row-major, 0 is background
   * @return the drawing with its prediction; failed with a {@link ProblemException} where none came
   */
  public CompletableFuture<Drawing> draw(List<Integer> shape, byte[] pixels) {
    Drawing drawing = new Drawing("page-" + UUID.randomUUID(), shape, pixels);
    begin(drawing);
    Example example =
        new Example(
            drawing.id(),
            drawing.shape(),
            Datatype.UINT8,
            ByteBuffer.wrap(drawing.pixels()),
            Instant.now());
    return sender
        .send(PipelineTopic.EXAMPLES, drawing.id(), example)
        .thenRun(sent::incrementAndGet)
        .thenCompose(taken -> drawing.prediction().orTimeout(timeout.toMillis(), MILLIS))
        .whenComplete((answered, failure) -> end())
        .handle((answered, failure) -> answered(drawing, failure));
  }

  private synchronized void begin(Drawing drawing) {
    if (waiting >= WAITING_MAX) {
      throw ProblemException.unavailable(
          "Too many drawings are waiting already: try again in a few seconds.");
    }
    waiting++;
    kept.put(drawing.id(), drawing);
  }

  private synchronized void end() {
    waiting--;
  }

  private Drawing answered(Drawing drawing, Throwable failure) {
    if (failure == null) {
      return drawing;
    }
    Throwable cause = Failure.unwrapped(failure);
    if (cause instanceof TimeoutException) {
      throw ProblemException.of(
          504,
          "No prediction came within %d s: is a scorer running, and does it have a snapshot?"
              .formatted(timeout.toSeconds()));
    }
    throw new CompletionException(cause);
  }

  /** How many are in {@code examples}. */
  public long sent() {
    return sent.get();
  }

  /** How many are in {@code samples} with their label. */
  public long labelled() {
    return labelled.get();
  }

  /** Tells of a prediction, of whatever example. */
  public void add(Prediction prediction) {
    Drawing drawing;
    synchronized (this) {
      drawing = kept.get(prediction.getId());
    }
    if (drawing == null) {
      return;
    }
    drawing.arrived();
    if (prediction.getModel().equals(model)) {
      drawing.prediction().complete(prediction);
    } else {
      var unused = drawing.prediction().completeOnTimeout(prediction, GRACE.toMillis(), MILLIS);
    }
  }

  /**
   * Sends what a drawing was: as a label, which counts in the accuracy, and as a sample, which is
   * learned. Where one of the two failed the same can be said again.
   *
   * @return done when Kafka has both
   */
  public CompletableFuture<Void> label(String id, int label) {
    Drawing drawing;
    synchronized (this) {
      drawing = kept.get(id);
    }
    if (drawing == null) {
      throw ProblemException.notFound("That drawing is no longer known here: draw it again.");
    }
    if (label < 0 || label >= drawing.classes()) {
      throw ProblemException.of(
          422, "The label is %d; it can be 0 to %d.".formatted(label, drawing.classes() - 1));
    }
    if (!drawing.labelled(label)) {
      throw ProblemException.of(409, "That drawing has been labelled already.");
    }
    return sendLabel(drawing, label).thenCompose(sent -> sendSample(drawing, label));
  }

  private CompletableFuture<Void> sendLabel(Drawing drawing, int label) {
    if (drawing.labelIsSent()) {
      return CompletableFuture.completedFuture(null);
    }
    return sender
        .send(
            PipelineTopic.LABELS, drawing.id(), new Label(drawing.id(), label, Instant.now(), null))
        .thenRun(drawing::labelSent);
  }

  private CompletableFuture<Void> sendSample(Drawing drawing, int label) {
    ByteBuffer pixels = ByteBuffer.wrap(drawing.pixels());
    return sender
        .send(
            PipelineTopic.SAMPLES,
            drawing.id(),
            new Sample(drawing.id(), drawing.shape(), Datatype.UINT8, pixels, label, 1f, SOURCE))
        .thenRun(drawing::sampleSent)
        .thenRun(labelled::incrementAndGet);
  }
}
