import dev.thalweg.benchmarks.peers.worker.Digits;
import dev.thalweg.benchmarks.peers.worker.PeerNetwork;
import dev.thalweg.benchmarks.peers.worker.Worker;
import java.io.IOException;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.SoftmaxCrossEntropyWithLogits;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** The step in TensorFlow Java: a graph, a session, minibatches fed into it as bytes. */
final class TensorFlowPeer implements PeerNetwork {
  private final int batch;
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TUint8> input;
  private final Placeholder<TFloat32> target;
  private final Operand<TFloat32> probabilities;
  private final Op train;
  private final TUint8 inputs;
  private final TFloat32 targets;

  private TensorFlowPeer(int batch) {
    this.batch = batch;
    Ops tf = Ops.create(graph);
    Random random = new Random(1);
    input = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(batch, Digits.PIXELS)));
    Operand<TFloat32> pixels =
        tf.math.mul(tf.dtypes.cast(input, TFloat32.class), tf.constant(1 / 255f));
    target = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(batch, Digits.CLASSES)));
    Operand<TFloat32> first = tf.nn.relu(dense(tf, pixels, Digits.PIXELS, 128, random));
    Operand<TFloat32> second = tf.nn.relu(dense(tf, first, 128, 128, random));
    Operand<TFloat32> logits = dense(tf, second, 128, Digits.CLASSES, random);
    probabilities = tf.nn.softmax(logits);
    SoftmaxCrossEntropyWithLogits<TFloat32> loss =
        SoftmaxCrossEntropyWithLogits.create(tf.scope(), logits, target);
    Operand<TFloat32> mean = tf.math.mean(loss.loss(), tf.constant(0));
    train = new Adam(graph, "adam", 1e-3f, 0.9f, 0.999f, 1e-7f).minimize(mean);
    session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(1)
                .setInterOpParallelismThreads(1)
                .build());
    session.initialize();
    inputs = TUint8.tensorOf(Shape.of(batch, Digits.PIXELS));
    targets = TFloat32.tensorOf(Shape.of(batch, Digits.CLASSES));
  }

  /** Takes the file of images and the minibatch. */
  public static void main(String[] args) throws IOException {
    int batch = Integer.parseInt(args[1]);
    Worker.serve(
        args[0], batch, "TensorFlow " + TensorFlow.version(), () -> new TensorFlowPeer(batch));
  }

  private static Operand<TFloat32> dense(
      Ops tf, Operand<TFloat32> input, int from, int to, Random random) {
    double limit = Math.sqrt(6.0 / (from + to)); // Glorot's
    float[] weights = new float[from * to];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) ((2 * random.nextDouble() - 1) * limit);
    }
    Operand<TFloat32> w = tf.variable(tf.constant(Shape.of(from, to), DataBuffers.of(weights)));
    Operand<TFloat32> b = tf.variable(tf.constant(new float[to]));
    return tf.nn.biasAdd(tf.linalg.matMul(input, w), b);
  }

  @Override
  public void learn(byte[][] images, int[] labels) {
    inputs.asRawTensor().data().write(Digits.bytes(images));
    targets.asRawTensor().data().asFloats().write(Digits.oneHot(labels));
    session.runner().feed(input, inputs).feed(target, targets).addTarget(train).run().close();
  }

  @Override
  public float[] score(byte[][] images) {
    inputs.asRawTensor().data().write(Digits.bytes(images));
    float[] scores = new float[batch * Digits.CLASSES];
    try (Result result = session.runner().feed(input, inputs).fetch(probabilities).run()) {
      ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(scores);
    }
    return scores;
  }

  @Override
  public void close() {
    inputs.close();
    targets.close();
    session.close();
    graph.close();
  }
}
