package dev.thalweg.http;

import static dev.thalweg.http.TestServer.ECHO;
import static dev.thalweg.http.TestServer.HERE;
import static dev.thalweg.http.TestServer.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.http.TestServer.Answered;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void route_isFoundByItsTemplate_andCountedUnderIt() {
    // When
    var response = server.get("/names/a%20b?q=1&q=2");

    // Then
    assertThat(response.body()).isEqualTo("a b,1");
    Waiting.until(() -> server.answered.contains(new Answered("/names/{name}", 200)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/here/", "/names", "/names/a/b", "/nowhere"})
  void addressWithoutARoute_isAProblem(String path) {
    assertProblem(server.get(path), 404);
  }

  @Test
  void queryThatIsNone_isTheClientsFault() throws IOException {
    assertProblem(server.raw("GET /names/a?q=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "OPTIONS", "PUT", "POST"})
  void otherMethod_isAProblemThatNamesTheRightOnes(String method) {
    // When
    var response =
        server.send(server.request(HERE).method(method, BodyPublishers.ofString("x")).build());

    // Then
    assertProblem(response, 405);
    assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    assertThat(server.get(ECHO).headers().firstValue("Allow")).contains("POST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/here", "/events"})
  void head_isAnsweredAsGetWithoutABody(String path) {
    // When
    var response =
        server.send(server.request(path).method("HEAD", BodyPublishers.noBody()).build());

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValue("Server")).isEmpty();
    assertThat(response.headers().firstValue("X-Of-All")).contains("yes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/fails", "/fails-later"})
  void unexpectedFailure_isAProblemThatTellsNothing(String path) {
    assertProblem(server.get(path), 500);
    assertThat(server.get(HERE).statusCode()).isEqualTo(200);
  }

  @Test
  void admission_refusesByTheHeadersAlone() throws IOException {
    // When
    var stranger = server.raw("GET /nowhere HTTP/1.1\r\nHost: stranger.example\r\n\r\n");
    var closed =
        server.raw("POST /closed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx");

    // Then
    assertProblem(stranger, 421);
    assertProblem(closed, 403);
    assertThat(closed.closes()).isTrue();
  }
}
