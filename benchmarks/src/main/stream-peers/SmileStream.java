import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import smile.base.mlp.Layer;
import smile.base.mlp.LayerBuilder;
import smile.base.mlp.OutputFunction;
import smile.classification.Classifier;
import smile.classification.LogisticRegression;
import smile.classification.MLP;
import smile.math.TimeFunction;
import smile.util.IntSet;

/** Learners of Smile over the rows of an ARFF file: each is tested on a row, and then learns it. */
final class SmileStream {
  /** As long as Thalweg's own pass that is not counted takes. */
  private static final long WARM_UP_NS = 1_000_000_000L;

  private final int width;
  private final Classifier<double[]> learner;
  private final double[] mean;
  private final double[] squares;
  private long rows;
  private long right;

  private SmileStream(int width, Classifier<double[]> learner) {
    this.width = width;
    this.learner = learner;
    mean = new double[width];
    squares = new double[width];
  }

  /** Takes the file, its width and classes, the units of hidden layers or "logistic", and a rate. */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT); // as in Thalweg
    Path file = Path.of(args[0]);
    int width = Integer.parseInt(args[1]);
    int classes = Integer.parseInt(args[2]);
    double rate = Double.parseDouble(args[4]);
    long start = cpuNs();
    while (cpuNs() - start < WARM_UP_NS) {
      new SmileStream(width, learner(width, classes, args[3], rate)).learn(file);
    }
    SmileStream stream = new SmileStream(width, learner(width, classes, args[3], rate));
    long begin = cpuNs();
    stream.learn(file);
    System.out.println(stream.rows + " " + stream.right + " " + (cpuNs() - begin));
  }

  private static long cpuNs() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static Classifier<double[]> learner(int width, int classes, String units, double rate) {
    if (units.equals("logistic")) {
      IntSet labels = IntSet.of(classes);
      LogisticRegression logistic =
          classes == 2
              ? new LogisticRegression.Binomial(new double[width + 1], 0, 0, labels)
              : new LogisticRegression.Multinomial(
                  new double[classes - 1][width + 1], 0, 0, labels);
      logistic.setLearningRate(rate);
      return logistic;
    }
    List<LayerBuilder> layers = new ArrayList<>();
    layers.add(Layer.input(width));
    for (String size : units.split("-")) {
      layers.add(Layer.rectifier(Integer.parseInt(size)));
    }
    layers.add(
        classes == 2
            ? Layer.mle(1, OutputFunction.SIGMOID)
            : Layer.mle(classes, OutputFunction.SOFTMAX));
    MLP network = new MLP(layers.toArray(LayerBuilder[]::new));
    network.setLearningRate(TimeFunction.constant(rate));
    return network;
  }

  private void learn(Path file) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String line = reader.readLine();
      while (!line.equals("@data")) {
        line = reader.readLine();
      }
      for (line = reader.readLine(); line != null; line = reader.readLine()) {
        learn(line.split(",", -1));
      }
    }
  }

  private void learn(String[] numbers) {
    double[] vector = standardized(numbers);
    int label = Integer.parseInt(numbers[width]);
    if (learner.predict(vector) == label) {
      right++;
    }
    learner.update(vector, label);
  }

  /** By mean and deviation of the rows so far, as Smile has nothing that learns them row by row. */
  private double[] standardized(String[] numbers) {
    rows++;
    double[] vector = new double[width];
    for (int i = 0; i < width; i++) {
      if (!numbers[i].equals("?")) {
        double number = Double.parseDouble(numbers[i]);
        double distance = number - mean[i];
        mean[i] += distance / rows;
        squares[i] += distance * (number - mean[i]);
        double deviation = Math.sqrt(squares[i] / rows);
        vector[i] = deviation > 0 ? (number - mean[i]) / deviation : 0;
      }
    }
    return vector;
  }
}
