package dev.thalweg.integration.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thalweg.cli.Thalweg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The manifests fit Kubernetes, the commands, the image and the documentation. */
class KubernetesManifestsTest {
  private static final Path COMPOSE = Path.of("..", "docker-compose.yml");
  private static final Path DOCKERFILE = Path.of("..", "Dockerfile");
  private static final Path HTTP_PAGE = Path.of("..", "docs", "http.md");

  static List<Manifest> manifests() {
    return Manifest.all();
  }

  static Stream<Manifest> workloads() {
    return Manifest.all().stream().filter(manifest -> !manifest.pod().isMissingNode());
  }

  private static Manifest manifest(String kind, String name) {
    return Manifest.all().stream()
        .filter(manifest -> manifest.kind().equals(kind) && manifest.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void manifest_isWhatKubernetesTakes(Manifest manifest) {
    assertThat(KubernetesModel.refusal(manifest.type(), manifest.object())).isEmpty();
    assertThat(manifest.object().path("data")).allMatch(JsonNode::isTextual);
    assertThat(manifest.container().path("args")).allMatch(JsonNode::isTextual);
    for (JsonNode variable : manifest.container().path("env")) {
      assertThat(variable.has("valueFrom") || variable.get("value").isTextual()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/spec, replica, is not defined in the `V1StatefulSetSpec`",
    "/spec/template/spec, securityContexts, is not defined in the `V1PodSpec`",
    "/spec/template/spec/containers/0/readinessProbe, period, is not defined in the `V1Probe`",
    "/spec/template/spec/containers/0/resources, request, is not defined in the `V1ResourceReq",
  })
  void fieldThatThereIsNot_isFound(String place, String field, String refusal) {
    Manifest trainer = manifest("StatefulSet", "trainer");
    ((ObjectNode) trainer.object().at(place)).put(field, 1);

    assertThat(KubernetesModel.refusal(trainer.type(), trainer.object()).orElseThrow())
        .contains(refusal);
  }

  @ParameterizedTest
  @CsvSource({
    "/spec, selector, required field `selector`",
    "/spec/template/spec, containers, required field `containers`",
    "/spec/template/spec/volumes/0, name, required field `name`",
  })
  void fieldThatIsMissing_isFound(String place, String field, String refusal) {
    Manifest trainer = manifest("StatefulSet", "trainer");
    ((ObjectNode) trainer.object().at(place)).remove(field);

    assertThat(KubernetesModel.refusal(trainer.type(), trainer.object()).orElseThrow())
        .contains(refusal);
  }

  @Test
  void kustomization_namesEveryFile_andTheImageOfCompose() {
    JsonNode kustomization = Manifest.read(Manifest.FOLDER.resolve(Manifest.KUSTOMIZATION)).get(0);
    JsonNode image = kustomization.at("/images/0");
    JsonNode compose = Manifest.read(COMPOSE).get(0);

    assertThat(texts(kustomization.get("resources")))
        .containsExactlyInAnyOrderElementsOf(Manifest.files());
    assertThat(image.get("name").asText() + ":" + image.get("newTag").asText())
        .isEqualTo(compose.at("/x-thalweg/image").asText());
    assertThat(workloads().map(of -> of.container().get("image").asText()))
        .containsOnly(image.get("name").asText());
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void flagsAndVariables_areOptionsOfTheCommand(Manifest workload) {
    Map<String, String> settings = settings();
    Map<String, String> own = variables(workload);
    Map<String, String> environment = new HashMap<>(settings);
    environment.putAll(own);
    String[] args = workload.args().toArray(String[]::new);
    CommandLine commandLine = Thalweg.commandLine(environment, args);

    assertThatCode(() -> commandLine.parseArgs(args)).doesNotThrowAnyException();

    assertThat(variablesOf(commandLine.parseArgs(args))).containsAll(own.keySet());
  }

  @Test
  void everySetting_isAnOptionOfOneOfThem() {
    Set<String> known = new TreeSet<>();
    workloads()
        .map(workload -> workload.args().toArray(String[]::new))
        .forEach(args -> known.addAll(variablesOf(Thalweg.commandLine(Map.of()).parseArgs(args))));

    assertThat(known).containsAll(settings().keySet());
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    manifest("ConfigMap", "thalweg")
        .object()
        .get("data")
        .properties()
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
    return settings;
  }

  private static Map<String, String> variables(Manifest workload) {
    Map<String, String> variables = new HashMap<>();
    for (JsonNode variable : workload.container().path("env")) {
      variables.put(
          variable.get("name").asText(),
          variable.has("value") ? variable.get("value").asText() : workload.name() + "-0");
    }
    return variables;
  }

  /** The environment variables of the options that the command has. */
  private static Set<String> variablesOf(ParseResult parsed) {
    Set<String> variables = new TreeSet<>();
    List<CommandLine> commands = parsed.asCommandLineList();
    commands
        .get(commands.size() - 1)
        .getCommandSpec()
        .options()
        .forEach(
            option ->
                variables.add(
                    "THALWEG_"
                        + option
                            .longestName()
                            .replaceFirst("^-+", "")
                            .replace('-', '_')
                            .toUpperCase(Locale.ROOT)));
    return variables;
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void pod_runsAsTheImagesUser_withNothingToSpare(Manifest workload) throws IOException {
    Matcher user =
        Pattern.compile("(?m)^USER (\\d+):(\\d+)$").matcher(Files.readString(DOCKERFILE));
    assertThat(user.find()).isTrue();

    JsonNode pod = workload.pod().get("securityContext");
    assertThat(pod.get("runAsUser").asText()).isEqualTo(user.group(1));
    assertThat(pod.get("runAsGroup").asText()).isEqualTo(user.group(2));
    assertThat(pod.get("fsGroup").asText()).isEqualTo(user.group(2));
    assertThat(pod.get("runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    JsonNode container = workload.container().get("securityContext");
    assertThat(container.get("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(texts(container.at("/capabilities/drop"))).containsExactly("ALL");
    assertThat(workload.pod().get("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(workload.container().at("/resources/limits/memory").asText())
        .isEqualTo(workload.container().at("/resources/requests/memory").asText())
        .isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void whatIsWritten_isOnAVolume(Manifest workload) throws IOException {
    Matcher home = Pattern.compile("(?m)^WORKDIR (\\S+)$").matcher(Files.readString(DOCKERFILE));
    assertThat(home.find()).isTrue();

    List<String> volumes = names(workload.pod().get("volumes"));
    List<String> mounts = new ArrayList<>();
    for (JsonNode mount : workload.container().get("volumeMounts")) {
      assertThat(volumes).contains(mount.get("name").asText());
      mounts.add(mount.get("mountPath").asText());
    }
    assertThat(mounts).contains(home.group(1), "/tmp").doesNotHaveDuplicates();
    for (String arg : workload.args()) {
      if (arg.matches("--(state-dir|ready-file)=.*")) {
        assertThat(mounts).anyMatch(mount -> arg.contains("=" + mount + "/"));
      }
    }
    Path config = Path.of(settings().get("THALWEG_COMMAND_CONFIG"));
    assertThat(mounts).contains(config.getParent().toString());
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void probesAndPorts_areThoseOfTheService(Manifest workload) throws IOException {
    List<String> ports = names(workload.container().path("ports"));
    String said = workload.args() + " " + variables(workload).values();
    for (JsonNode port : workload.container().path("ports")) {
      assertThat(said).contains(port.get("containerPort").asText());
    }
    String routes = Files.readString(HTTP_PAGE);
    for (String name : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      JsonNode probe = workload.container().path(name);
      assertThat(probe.isMissingNode()).as(name).isEqualTo(workload.kind().equals("Job"));
      if (probe.has("exec")) {
        String file = probe.at("/exec/command/2").asText();
        assertThat(workload.args()).contains("--ready-file=" + file);
      } else if (probe.has("httpGet")) {
        String path = probe.at("/httpGet/path").asText();
        assertThat(ports).contains(probe.at("/httpGet/port").asText());
        assertThat(path.equals("/api/page") || routes.contains("`GET " + path + "`")).isTrue();
      } else if (probe.has("tcpSocket")) {
        assertThat(ports).contains(probe.at("/tcpSocket/port").asText());
      }
    }
  }

  @Test
  void servicesAndBudgets_selectPodsThatThereAre() {
    for (Manifest manifest : Manifest.all()) {
      JsonNode labels =
          switch (manifest.kind()) {
            case "Service" -> manifest.object().at("/spec/selector");
            case "PodDisruptionBudget", "Deployment", "StatefulSet" ->
                manifest.object().at("/spec/selector/matchLabels");
            default -> null;
          };
      if (labels != null) {
        Manifest of =
            workloads()
                .filter(workload -> workload.name().equals(manifest.name()))
                .findFirst()
                .orElseThrow();
        assertThat(labels).isEqualTo(of.object().at("/spec/template/metadata/labels"));
        for (JsonNode port : manifest.object().path("spec").path("ports")) {
          assertThat(names(of.container().get("ports"))).contains(port.get("targetPort").asText());
        }
      }
    }
    Manifest trainer = manifest("StatefulSet", "trainer");
    assertThat(manifest("Service", trainer.object().at("/spec/serviceName").asText()).object())
        .isNotNull();
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.forEach(one -> names.add(one.get("name").asText()));
    return names;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
