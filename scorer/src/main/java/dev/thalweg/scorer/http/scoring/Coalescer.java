package dev.thalweg.scorer.http.scoring;

import dev.thalweg.http.route.ProblemException;
import dev.thalweg.model.Classifier;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.scorer.http.models.NamedModels;
import dev.thalweg.scorer.models.ModelCatalog;
import dev.thalweg.snapshots.ServedModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores what waits, all at once, on one thread. A lone request is scored when it comes; while a
 * batch is scored the next one gathers, so batches grow with load and nothing ever waits for
 * company.
 *
 * <p>Futures are completed on the scoring thread: what hangs on them must be quick.
 */
public final class Coalescer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Coalescer.class);
  private static final long CLOSE_MS = 2_000;

  /** Examples of a batch; a larger one is not scored faster. */
  static final int BATCH_MAX = 2_048;

  /** Inputs and probabilities that are joined at once: 32 MB. */
  private static final long NUMBERS_MAX = 8 << 20;

  /** Inputs that wait: 128 MB, as rows can take far more room than their bodies did. */
  static final long QUEUED_NUMBERS_MAX = 32 << 20;

  private final ModelCatalog models;
  private final int queuedExamplesMax;
  private final IntConsumer batchScored;
  private final Thread thread = new Thread(this::run, "http-scoring");
  private final Classifiers classifiers = new Classifiers();
  private final Queue<QueuedRequest> queue = new ArrayDeque<>();
  private int queuedExamples;
  private long queuedNumbers;
  private boolean closed;

  /**
   * @param batchScored is told the examples of each batch that was scored
   */
  public Coalescer(ModelCatalog models, int queuedExamplesMax, IntConsumer batchScored) {
    this.models = models;
    this.queuedExamplesMax = queuedExamplesMax;
    this.batchScored = batchScored;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /**
   * Queues examples.
   *
   * @throws ProblemException when there is no room for them, or it is closed
   */
  public synchronized CompletableFuture<RequestScores> submit(QueuedRequest asked) {
    if (closed) {
      throw ProblemException.stopping();
    }
    if (queuedExamples + asked.count() > queuedExamplesMax
        || (queuedNumbers > 0 && queuedNumbers + asked.values().length > QUEUED_NUMBERS_MAX)) {
      throw ProblemException.tooMany("%,d examples are waiting already.".formatted(queuedExamples));
    }
    queue.add(asked);
    queuedExamples += asked.count();
    queuedNumbers += asked.values().length;
    notifyAll();
    return asked.scores();
  }

  /** Examples that wait. */
  public synchronized int queuedExamples() {
    return queuedExamples;
  }

  private void run() {
    try (classifiers) {
      List<QueuedRequest> batch = next();
      while (!batch.isEmpty()) {
        score(batch);
        batch = next();
      }
    }
  }

  /** All that waits, up to the largest batch; waits for the first; empty when it is closed. */
  private synchronized List<QueuedRequest> next() {
    try {
      while (queue.isEmpty() && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      return List.of(); // nobody interrupts it but close()
    }
    List<QueuedRequest> batch = new ArrayList<>();
    int examples = 0;
    while (!closed && !queue.isEmpty() && fits(examples, queue.peek())) {
      QueuedRequest asked = queue.remove();
      examples += asked.count();
      queuedNumbers -= asked.values().length;
      batch.add(asked);
    }
    queuedExamples -= examples;
    return batch;
  }

  private static boolean fits(int examples, QueuedRequest next) {
    return examples == 0 || examples + next.count() <= BATCH_MAX;
  }

  private void score(List<QueuedRequest> batch) {
    Map<String, List<QueuedRequest>> byTarget = new LinkedHashMap<>();
    for (QueuedRequest asked : batch) {
      byTarget.computeIfAbsent(asked.target(), target -> new ArrayList<>()).add(asked);
    }
    byTarget.forEach(this::scoreGuarded);
  }

  /** Nothing that comes in may end the thread. */
  private void scoreGuarded(String target, List<QueuedRequest> all) {
    try {
      QueuedRequest first = all.get(0);
      Optional<ServedModel> model =
          first.version().isPresent() ? first.version() : models.current(first.model());
      if (model.isEmpty()) {
        fail(all, NamedModels.notReady(first.model()));
        return;
      }
      for (List<QueuedRequest> part : parts(fitting(all, model.get()), model.get())) {
        score(target, model.get(), part);
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A batch of {} requests failed.", all.size(), e);
      fail(all, ProblemException.internal());
    }
  }

  /** Those that the model takes; the others are told. */
  private static List<QueuedRequest> fitting(List<QueuedRequest> all, ServedModel model) {
    List<QueuedRequest> fitting = new ArrayList<>(all.size());
    for (QueuedRequest asked : all) {
      if (!asked.isFor(model)) {
        asked.scores().completeExceptionally(NamedModels.otherExamples(model));
      } else {
        fitting.add(asked);
      }
    }
    return fitting;
  }

  /** Usually one; more where examples are huge or classes a great many. */
  private static List<List<QueuedRequest>> parts(List<QueuedRequest> all, ServedModel model) {
    Architecture architecture = model.architecture();
    long numbersEach = (long) architecture.inputs() + architecture.classes();
    List<List<QueuedRequest>> parts = new ArrayList<>();
    long numbers = NUMBERS_MAX;
    for (QueuedRequest asked : all) {
      numbers += asked.count() * numbersEach;
      if (numbers > NUMBERS_MAX) {
        parts.add(new ArrayList<>());
        numbers = asked.count() * numbersEach;
      }
      parts.get(parts.size() - 1).add(asked);
    }
    return parts;
  }

  private void score(String target, ServedModel model, List<QueuedRequest> all) {
    Architecture architecture = model.architecture();
    int examples = all.stream().mapToInt(QueuedRequest::count).sum();
    float[] values = all.size() == 1 ? all.get(0).values() : joined(all, examples, architecture);
    float[] probabilities = new float[examples * architecture.classes()];
    Classifier classifier = classifiers.get(target, architecture);
    classifier.score(model.parameters(), values, examples, probabilities);
    batchScored.accept(examples);
    int first = 0;
    for (QueuedRequest asked : all) {
      asked.scores().complete(new RequestScores(model, probabilities, first, asked.count()));
      first += asked.count() * architecture.classes();
    }
  }

  private static float[] joined(List<QueuedRequest> all, int examples, Architecture architecture) {
    float[] values = new float[examples * architecture.inputs()];
    int position = 0;
    for (QueuedRequest asked : all) {
      System.arraycopy(asked.values(), 0, values, position, asked.values().length);
      position += asked.values().length;
    }
    return values;
  }

  private static void fail(List<QueuedRequest> all, ProblemException problem) {
    all.forEach(asked -> asked.scores().completeExceptionally(problem));
  }

  /** Ends after the batch at hand; what waits is turned away. */
  @Override
  public void close() {
    List<QueuedRequest> waiting;
    synchronized (this) {
      closed = true;
      waiting = List.copyOf(queue);
      queue.clear();
      queuedExamples = 0;
      queuedNumbers = 0;
      notifyAll();
    }
    fail(waiting, ProblemException.stopping());
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
