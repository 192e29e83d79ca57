import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import dev.thalweg.benchmarks.peers.worker.Digits;
import dev.thalweg.benchmarks.peers.worker.PeerNetwork;
import dev.thalweg.benchmarks.peers.worker.Worker;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The step in PyTorch by DJL: its trainer, its loss, its Adam. */
final class PyTorchPeer implements PeerNetwork {
  private final int batch;
  private final Model model;
  private final Trainer trainer;

  private PyTorchPeer(int batch) {
    this.batch = batch;
    model = Model.newInstance("digits", Device.cpu());
    model.setBlock(
        new SequentialBlock()
            .add(Linear.builder().setUnits(128).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(128).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(Digits.CLASSES).build()));
    Adam adam =
        Adam.builder()
            .optLearningRateTracker(Tracker.fixed(1e-3f))
            .optBeta1(0.9f)
            .optBeta2(0.999f)
            .optEpsilon(1e-7f)
            .build();
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(adam)
                .optInitializer(new XavierInitializer(), Parameter.Type.WEIGHT)
                .optDevices(new Device[] {Device.cpu()}));
    trainer.initialize(new Shape(batch, Digits.PIXELS));
  }

  /** Takes the file of images and the minibatch. */
  public static void main(String[] args) throws IOException {
    int batch = Integer.parseInt(args[1]);
    Engine engine = Engine.getEngine("PyTorch");
    engine.setRandomSeed(1);
    Worker.serve(
        args[0],
        batch,
        "DJL %s, PyTorch %s".formatted(Engine.getDjlVersion(), engine.getVersion()),
        () -> new PyTorchPeer(batch));
  }

  private NDArray inputs(NDManager step, byte[][] images) {
    ByteBuffer bytes = ByteBuffer.wrap(Digits.bytes(images));
    return step.create(bytes, new Shape(batch, Digits.PIXELS), DataType.UINT8)
        .toType(DataType.FLOAT32, false)
        .muli(1 / 255f);
  }

  @Override
  public void learn(byte[][] images, int[] labels) {
    try (NDManager step = trainer.getManager().newSubManager()) {
      NDArray inputs = inputs(step, images);
      NDArray targets = step.create(labels, new Shape(batch));
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDList outputs = trainer.forward(new NDList(inputs));
        gradients.backward(trainer.getLoss().evaluate(new NDList(targets), outputs));
      }
      trainer.step();
    }
  }

  @Override
  public float[] score(byte[][] images) {
    try (NDManager step = trainer.getManager().newSubManager()) {
      return trainer.evaluate(new NDList(inputs(step, images))).singletonOrThrow().softmax(1).toFloatArray();
    }
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
