package dev.thalweg.scorer.http.infer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.http.route.Answer;
import dev.thalweg.http.route.HttpRequest;
import dev.thalweg.http.route.Json;
import dev.thalweg.http.route.Route;
import dev.thalweg.scorer.http.models.NamedModels;
import dev.thalweg.scorer.http.scoring.Coalescer;
import dev.thalweg.scorer.http.scoring.ExampleLimits;
import dev.thalweg.scorer.http.scoring.QueuedRequest;
import dev.thalweg.scorer.http.scoring.RequestScores;
import dev.thalweg.snapshots.ServedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Inference as the Open Inference Protocol v2 has it. */
public final class InferEndpoints {
  /** As the metadata of the server announces it. */
  public static final String BINARY_EXTENSION = "binary_tensor_data";

  private static final int HTTP_OK = 200;

  private final NamedModels models;
  private final Coalescer coalescer;
  private final ExampleLimits limits;

  public InferEndpoints(NamedModels models, Coalescer coalescer, ExampleLimits limits) {
    this.models = models;
    this.coalescer = coalescer;
    this.limits = limits;
  }

  public List<Route> routes() {
    return List.of(
        Route.post("/v2/models/{model}/infer", this::inferCurrent),
        Route.post("/v2/models/{model}/versions/{version}/infer", this::inferVersion));
  }

  private CompletableFuture<Answer> inferCurrent(HttpRequest request) {
    InferBody body = InferBody.of(request);
    ServedModel served = models.current(request.segment("model"));
    return infer(body, served, QueuedRequest::ofCurrent);
  }

  private CompletableFuture<Answer> inferVersion(HttpRequest request) {
    InferBody body = InferBody.of(request);
    return models
        .version(request.segment("model"), request.segment("version"))
        .thenCompose(served -> infer(body, served, QueuedRequest::ofVersion));
  }

  /** Examples of what is served, or of one version. */
  private interface Queued {
    QueuedRequest of(ServedModel model, float[] values, int count);
  }

  /**
   * The request's examples are checked by one snapshot; it may be scored by the next, and says
   * which.
   */
  private CompletableFuture<Answer> infer(InferBody body, ServedModel model, Queued queued) {
    InferRequest wanted =
        InferRequestReader.read(body, model, limits.examplesMax(model.architecture()));
    return coalescer
        .submit(queued.of(model, wanted.values(), wanted.count()))
        .thenApply(scores -> answer(wanted, scores));
  }

  private static Answer answer(InferRequest wanted, RequestScores scores) {
    scores.requireFinite();
    if (wanted.binary().isEmpty()) {
      return Answer.json(json -> write(json, wanted, scores));
    }
    byte[] json = Json.object(generator -> write(generator, wanted, scores));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(json);
    for (OutputTensor output : wanted.outputs()) {
      if (wanted.binary().contains(output)) {
        body.writeBytes(output.bytes(scores));
      }
    }
    return new Answer.Whole(
        HTTP_OK,
        Answer.BYTES,
        body.toByteArray(),
        Map.of(InferBody.JSON_LENGTH, Integer.toString(json.length)));
  }

  private static void write(JsonGenerator json, InferRequest wanted, RequestScores scores)
      throws IOException {
    ServedModel model = scores.model();
    json.writeStringField("model_name", model.model());
    json.writeStringField("model_version", Long.toString(model.version()));
    if (wanted.id().isPresent()) {
      json.writeStringField("id", wanted.id().get());
    }
    json.writeObjectFieldStart("parameters");
    json.writeNumberField("version", model.version());
    json.writeStringField("sha256", model.sha256());
    json.writeEndObject();
    json.writeArrayFieldStart("outputs");
    for (OutputTensor output : wanted.outputs()) {
      output.write(json, scores, wanted.binary().contains(output));
    }
    json.writeEndArray();
  }
}
