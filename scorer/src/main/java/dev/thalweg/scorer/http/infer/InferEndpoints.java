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
import dev.thalweg.scorer.mapping.ModelMapping;
import dev.thalweg.scorer.mapping.ServedMappings;
import dev.thalweg.snapshots.ServedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Inference as the Open Inference Protocol v2 has it. */
public final class InferEndpoints {
  /** As the metadata of the server announces it. */
  public static final String BINARY_EXTENSION = "binary_tensor_data";

  private static final int HTTP_OK = 200;

  private final NamedModels models;
  private final ServedMappings mappings;
  private final Coalescer coalescer;
  private final ExampleLimits limits;

  public InferEndpoints(
      NamedModels models, ServedMappings mappings, Coalescer coalescer, ExampleLimits limits) {
    this.models = models;
    this.mappings = mappings;
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

  /**
   * The request's examples are checked by one snapshot; it may be scored by the next, and says
   * which.
   */
  private CompletableFuture<Answer> infer(
      InferBody body, ServedModel model, QueuedRequest.Maker queued) {
    Optional<ModelMapping> mapping = mappings.of(model);
    InferRequest wanted =
        InferRequestReader.read(body, model, mapping, limits.examplesMax(model.architecture()));
    return coalescer
        .submit(queued.of(model, wanted.values(), wanted.count()))
        .thenApply(
            scores -> {
              NamedModels.requireSameMapping(model, scores.model());
              return answer(wanted, scores, mapping);
            });
  }

  /** The names of a model's classes; none where it has no mapping, or predicts a number. */
  public static List<String> classes(Optional<ModelMapping> mapping) {
    return mapping.map(ModelMapping::classes).orElse(List.of());
  }

  private static Answer answer(
      InferRequest wanted, RequestScores scores, Optional<ModelMapping> mapping) {
    scores.requireFinite();
    if (wanted.binary().isEmpty()) {
      return Answer.json(json -> write(json, wanted, scores, mapping));
    }
    byte[] json = Json.object(generator -> write(generator, wanted, scores, mapping));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(json);
    for (OutputTensor output : wanted.outputs()) {
      if (wanted.binary().contains(output)) {
        body.writeBytes(output.bytes(scores, classes(mapping)));
      }
    }
    return new Answer.Whole(
        HTTP_OK,
        Answer.BYTES,
        body.toByteArray(),
        Map.of(InferBody.JSON_LENGTH, Integer.toString(json.length)));
  }

  private static void write(
      JsonGenerator json, InferRequest wanted, RequestScores scores, Optional<ModelMapping> mapping)
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
    if (mapping.isPresent()) {
      json.writeStringField("mapping_sha256", mapping.get().sha256());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("outputs");
    for (OutputTensor output : wanted.outputs()) {
      output.write(json, scores, classes(mapping), wanted.binary().contains(output));
    }
    json.writeEndArray();
  }
}
