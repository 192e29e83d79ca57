package dev.thalweg.monitor.web.drawing;

import dev.thalweg.schemas.avro.Prediction;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A picture that somebody drew: on its way, and then what became of it. */
public final class Drawing {
  private static final int CLASSES_DEFAULT = 10;

  private final String id;
  private final List<Integer> shape;
  private final byte[] pixels;
  private final long sentAtNs = System.nanoTime();
  private final CompletableFuture<Prediction> prediction = new CompletableFuture<>();
  private volatile long answeredAtNs;
  private Integer label;
  private boolean labelIsSent;
  private boolean sampleIsSent;

  Drawing(String id, List<Integer> shape, byte[] pixels) {
    this.id = id;
    this.shape = shape;
    this.pixels = pixels.clone();
  }

  public String id() {
    return id;
  }

  List<Integer> shape() {
    return shape;
  }

  byte[] pixels() {
    return pixels.clone();
  }

  public CompletableFuture<Prediction> prediction() {
    return prediction;
  }

  /** Takes the time of the first answer. */
  synchronized void arrived() {
    if (answeredAtNs == 0) {
      answeredAtNs = System.nanoTime();
    }
  }

  /** From the browser's request to the prediction: through examples, a scorer and predictions. */
  public double wayMs() {
    return (answeredAtNs - sentAtNs) / 1e6;
  }

  /** How many classes the model has, as far as it has answered. */
  int classes() {
    Prediction answered =
        prediction.isDone() && !prediction.isCompletedExceptionally() ? prediction.join() : null;
    List<Float> probabilities = answered == null ? List.of() : answered.getProbabilities();
    return probabilities.isEmpty() ? CLASSES_DEFAULT : probabilities.size();
  }

  /**
   * Says what it was, once.
   *
   * @return false when something else was said before, or the same and all of it is sent
   */
  synchronized boolean labelled(int said) {
    if (label == null) {
      label = said;
    }
    return label == said && !(labelIsSent && sampleIsSent);
  }

  synchronized boolean labelIsSent() {
    return labelIsSent;
  }

  synchronized void labelSent() {
    labelIsSent = true;
  }

  synchronized void sampleSent() {
    sampleIsSent = true;
  }
}
