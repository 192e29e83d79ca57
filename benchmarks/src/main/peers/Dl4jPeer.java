import dev.thalweg.benchmarks.peers.worker.Digits;
import dev.thalweg.benchmarks.peers.worker.PeerNetwork;
import dev.thalweg.benchmarks.peers.worker.Worker;
import java.io.IOException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The step in DL4J: its {@link MultiLayerNetwork}, fitted to a minibatch. */
final class Dl4jPeer implements PeerNetwork {
  private final int batch;
  private final MultiLayerNetwork network;

  private Dl4jPeer(int batch) {
    this.batch = batch;
    network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3, 0.9, 0.999, 1e-7))
                .weightInit(WeightInit.XAVIER_UNIFORM)
                .activation(Activation.RELU)
                .list()
                .layer(new DenseLayer.Builder().nIn(Digits.PIXELS).nOut(128).build())
                .layer(new DenseLayer.Builder().nIn(128).nOut(128).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .nIn(128)
                        .nOut(Digits.CLASSES)
                        .build())
                .build());
    network.init();
  }

  /** Takes the file of images and the minibatch. */
  public static void main(String[] args) throws IOException {
    int batch = Integer.parseInt(args[1]);
    String jar =
        MultiLayerNetwork.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    Worker.serve(
        args[0],
        batch,
        jar.substring(jar.lastIndexOf('/') + 1).replace(".jar", ""),
        () -> new Dl4jPeer(batch));
  }

  private INDArray inputs(byte[][] images) {
    return Nd4j.create(Digits.floats(images), new long[] {batch, Digits.PIXELS});
  }

  @Override
  public void learn(byte[][] images, int[] labels) {
    network.fit(inputs(images), Nd4j.create(Digits.oneHot(labels), new long[] {batch, Digits.CLASSES}));
  }

  @Override
  public float[] score(byte[][] images) {
    return network.output(inputs(images)).ravel().toFloatVector();
  }

  @Override
  public void close() {
    network.close();
  }
}
