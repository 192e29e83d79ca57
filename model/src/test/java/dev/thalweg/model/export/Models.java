package dev.thalweg.model.export;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import java.util.Map;
import java.util.Random;

/** Networks with drawn parameters. */
final class Models {
  public static final String SMALL = "3x5 dense(4,tanh) dense(3,softmax) cross_entropy";

  public static final String PICTURES =
      "9x8x3 conv(4,3x3,relu) pool(2x2) norm conv(5,2x3,tanh) norm dense(4,sigmoid)"
          + " dense(3,softmax) cross_entropy";

  private Models() {}

  /** As large as those of a network at work: each sum of a layer is about one. */
  public static ExportedModel drawn(String text) {
    return drawn(text, Datatype.UINT8);
  }

  /** The same for examples of a datatype. */
  public static ExportedModel drawn(String text, Datatype datatype) {
    Architecture architecture = Architecture.parse(text);
    Random random = new Random(7);
    float[] values = new float[architecture.parameterCount()];
    double scale = 2 / Math.sqrt(architecture.inputs());
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return model(Parameters.of(architecture, values), datatype);
  }

  public static ExportedModel model(Parameters parameters, Datatype datatype) {
    return ExportedModel.of(
        parameters,
        Map.of(
            ExportedModel.MODEL,
            "digits",
            ExportedModel.VERSION,
            "60000",
            ExportedModel.ARCHITECTURE,
            parameters.architecture().text(),
            ExportedModel.DATATYPE,
            datatype.text(),
            "backend",
            "\"quoted\" \\ \u00e4 \u2192\n"));
  }
}
