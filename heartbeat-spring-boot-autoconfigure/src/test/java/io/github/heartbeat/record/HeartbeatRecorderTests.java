/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.heartbeat.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatRecordRedactor;
import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.WriteListener;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentCaptor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.socket.WebSocketHttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link HeartbeatRecorder}.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class HeartbeatRecorderTests {

	private final TransportListener engine = mock(TransportListener.class);

	private final FrameListener engineFrames = mock(FrameListener.class);

	private final TransportSession session = mock(TransportSession.class);

	private final WriteListener outcome = mock(WriteListener.class);

	@TempDir
	private Path directory;

	private RecordDirection direction = RecordDirection.BOTH;

	private long maxSize = 16 * 1024 * 1024;

	private @Nullable HeartbeatRecordRedactor redactor;

	private @Nullable HeartbeatRecorder recorder;

	@AfterEach
	void destroy() {
		if (this.recorder != null) {
			this.recorder.destroy();
		}
	}

	@Test
	void whenNobodyAsksThenNothingIsWritten() throws IOException {
		Connection connection = connect();
		connection.frames().text("hello", 5, true);
		recorder().destroy();
		verify(this.engineFrames).text("hello", 5, true);
		assertThat(files()).isEmpty();
	}

	@Test
	void whenRecordedThenEachMessageIsALineWithoutWhatItSays(CapturedOutput output) throws IOException {
		Path file = recorder().record("prices", null);
		Connection connection = connect();
		connection.frames().text("secret", 6, true);
		connection.frames().binary(ByteBuffer.wrap(new byte[3]), true);
		connection.send("token");
		connection.listener().ended(TransportEnd.closedByServer(4001, "secret reason"));
		recorder().destroy();
		assertThat(Files.readString(file)).doesNotContain("secret", "token");
		List<JsonNode> lines = lines(file);
		assertThat(lines.get(0).get("type").asString()).isEqualTo("recording");
		assertThat(lines.get(0).get("client").asString()).isEqualTo("prices");
		assertThat(lines.stream().skip(1).map(HeartbeatRecorderTests::brief)).containsExactly("in open", "in text 6",
				"in binary 3", "out text 5", "in close 4001");
		assertThat(lines.stream().skip(1)).allSatisfy((line) -> {
			assertThat(line.get("connection").asString()).isEqualTo("prices-1");
			assertThat(line.get("t").asDouble()).isNotNegative();
		});
		assertThat(output)
			.contains("Client 'prices': messages are recorded until the application ends, without what "
					+ "they say, to " + file)
			.contains("the recording has ended, it is in " + file);
	}

	@Test
	void whenThereIsARedactorThenWhatItReturnsIsRecorded(CapturedOutput output) throws IOException {
		this.redactor = (clientName, text) -> text.equals("login") ? null
				: clientName + ": " + text.replace("42", "**");
		Path file = recorder().record("prices", null);
		Connection connection = connect();
		connection.frames().text("price 42", 8, true);
		connection.frames().text("login", 5, true);
		recorder().destroy();
		assertThat(lines(file).get(2).get("data").asString()).isEqualTo("prices: price **");
		assertThat(lines(file).get(3).has("data")).isFalse();
		assertThat(output).contains("with the texts that the HeartbeatRecordRedactor returns");
	}

	@Test
	void whenRedactorFailsThenTextsAreLeftOutAndNothingOfThemIsLogged(CapturedOutput output) throws IOException {
		this.redactor = (clientName, text) -> {
			throw new IllegalArgumentException("can't read " + text);
		};
		Path file = recorder().record("prices", null);
		Connection connection = connect();
		connection.frames().text("secret one", 10, true);
		connection.frames().text("secret two", 10, true);
		recorder().destroy();
		assertThat(lines(file).stream().skip(2).map(HeartbeatRecorderTests::brief)).containsExactly("in text 10",
				"in text 10");
		assertThat(output)
			.containsOnlyOnce("the HeartbeatRecordRedactor failed with java.lang.IllegalArgumentException")
			.doesNotContain("secret");
	}

	@Test
	void whenMessageComesInPartsThenItIsOneLine() throws IOException {
		this.redactor = (clientName, text) -> text;
		Path file = recorder().record("prices", null);
		Connection connection = connect();
		connection.frames().text("he", 2, false);
		connection.send("between");
		connection.frames().text("llo", 3, true);
		connection.frames().binary(ByteBuffer.wrap(new byte[3]), false);
		connection.frames().binary(ByteBuffer.wrap(new byte[4]), true);
		recorder().destroy();
		assertThat(lines(file).stream().skip(2).map(HeartbeatRecorderTests::brief)).containsExactly("out text 7",
				"in text 5", "in binary 7");
		assertThat(lines(file).get(3).get("data").asString()).isEqualTo("hello");
	}

	@Test
	void whenRecordingBeginsWithinAMessageThenThatMessageIsNotInIt() throws IOException {
		Connection connection = connect();
		connection.frames().text("he", 2, false);
		Path file = recorder().record("prices", null);
		connection.frames().text("llo", 3, true);
		connection.frames().text("next", 4, true);
		recorder().destroy();
		assertThat(lines(file).stream().skip(1).map(HeartbeatRecorderTests::brief)).containsExactly("in text 4");
	}

	@Test
	void whenMessageIsNotWrittenThenItIsNotRecorded() throws IOException {
		Path file = recorder().record("prices", null);
		Connection connection = connect();
		willAnswer((invocation) -> {
			invocation.<WriteListener>getArgument(1).writeFailed(new IOException());
			return null;
		}).given(this.session).sendText(any(), any());
		connection.session().sendText("lost", this.outcome);
		recorder().destroy();
		verify(this.outcome).writeFailed(any());
		assertThat(lines(file)).hasSize(2);
	}

	// Or else send.timeout would end a large message on a slow link while it is recorded
	@Test
	void whenAWriteGetsOnThenTheEngineIsToldAndNothingIsRecorded() throws IOException {
		Path file = recorder().record("prices", null);
		Connection connection = connect();
		willAnswer((invocation) -> {
			invocation.<WriteListener>getArgument(1).progressed();
			return null;
		}).given(this.session).sendText(any(), any());
		connection.session().sendText("large", this.outcome);
		recorder().destroy();
		verify(this.outcome).progressed();
		assertThat(lines(file)).hasSize(2);
	}

	@Test
	void whenOneDirectionIsWantedThenTheOtherIsNotRecorded() throws IOException {
		this.direction = RecordDirection.OUTBOUND;
		Path file = recorder().record("prices", null);
		Connection connection = connect();
		connection.frames().text("in", 2, true);
		connection.send("out");
		recorder().destroy();
		assertThat(lines(file).stream().skip(2).map(HeartbeatRecorderTests::brief)).containsExactly("out text 3");
	}

	@Test
	void whenAnotherClientIsRecordedThenThisOneIsNot() throws IOException {
		Path file = recorder().record("orders", null);
		connect().frames().text("price", 5, true);
		recorder().destroy();
		assertThat(lines(file)).hasSize(1);
	}

	@Test
	void whenTimeIsOverThenRecordingEndsAndAnotherCanBegin(CapturedOutput output) throws IOException {
		Path first = recorder().record("prices", Duration.ofMillis(50));
		assertThat(recorder().record("prices", null)).isEqualTo(first);
		Awaitility.await().until(() -> output.toString().contains("the recording has ended, it is in " + first));
		connect().frames().text("late", 4, true);
		Path second = recorder().record("prices", null);
		recorder().destroy();
		assertThat(second).isNotEqualTo(first);
		assertThat(lines(first)).hasSize(1);
	}

	@Test
	void whenRedactorHangsThenConnectionsGoOnAndWhatIsLostIsCounted(CapturedOutput output) throws Exception {
		CountDownLatch latch = new CountDownLatch(1);
		this.redactor = (clientName, text) -> {
			latch.await();
			return text;
		};
		Path file = recorder().record("prices", null);
		Connection connection = connect();
		for (int i = 0; i < 20_000; i++) {
			connection.frames().text("x", 1, true);
		}
		latch.countDown();
		Awaitility.await().until(() -> Files.readString(file).contains("dropped"));
		recorder().destroy();
		List<JsonNode> lines = lines(file);
		long recorded = lines.stream().filter((line) -> line.get("type").asString().equals("text")).count();
		long dropped = lines.stream()
			.filter((line) -> line.get("type").asString().equals("dropped"))
			.mapToLong((line) -> line.get("count").asLong())
			.sum();
		assertThat(dropped).isPositive();
		assertThat(recorded + dropped).isEqualTo(20_000);
		assertThat(output).contains("it lacks " + dropped + " messages");
	}

	@Test
	void whenTextsAreLargeThenWhatWaitsIsBoundedByTheirSize() throws Exception {
		CountDownLatch latch = new CountDownLatch(1);
		this.maxSize = 1024L * 1024 * 1024;
		this.redactor = (clientName, text) -> {
			latch.await();
			return null;
		};
		Path file = recorder().record("prices", null);
		Connection connection = connect();
		for (int i = 0; i < 20; i++) {
			connection.frames().text("x", 1024 * 1024, true);
		}
		latch.countDown();
		recorder().destroy();
		long recorded = lines(file).stream().filter((line) -> line.get("type").asString().equals("text")).count();
		assertThat(recorded).isBetween(8L, 9L);
	}

	@Test
	void whenFileIsFullThenTheOlderHalfIsLostAndTheRestIsWithinTheBound(CapturedOutput output) throws IOException {
		this.maxSize = RecordSettings.MIN_SIZE;
		Path file = recorder().record("prices", null);
		Connection connection = connect();
		for (int i = 0; i < 1_000; i++) {
			connection.frames().text("x", i, true);
		}
		recorder().destroy();
		assertThat(files()).hasSize(2);
		assertThat(Files.size(files().get(0)) + Files.size(files().get(1))).isLessThanOrEqualTo(this.maxSize);
		List<JsonNode> lines = lines(file);
		assertThat(lines.get(0).get("type").asString()).isEqualTo("recording");
		assertThat(lines.get(lines.size() - 1).get("size").asInt()).isEqualTo(999);
		assertThat(output).contains("see heartbeat.record.max-size");
	}

	@Test
	void whenMessageIsLargerThanTheFileThenItIsCounted(CapturedOutput output) throws IOException {
		this.maxSize = RecordSettings.MIN_SIZE;
		this.redactor = (clientName, text) -> text;
		Path file = recorder().record("prices", null);
		connect().frames().text("x".repeat(5_000), 5_000, true);
		recorder().destroy();
		assertThat(lines(file)).hasSize(2);
		assertThat(output).contains("it lacks 1 messages");
	}

	@Test
	void whenDirectoryCantBeWrittenThenKeyIsNamed() throws IOException {
		this.directory = Files.createFile(this.directory.resolve("file"));
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> recorder().record("prices", null))
			.withMessageContaining("heartbeat.record.directory");
	}

	@Test
	void whenApplicationHasEndedThenNothingIsRecordedAnyMore() throws IOException {
		recorder().destroy();
		assertThatIllegalStateException().isThrownBy(() -> recorder().record("prices", null))
			.withMessage("The application context is closed");
		assertThat(files()).isEmpty();
	}

	@Test
	void whenNothingIsRecordedThenThereIsNoThread() {
		recorder().record("prices", Duration.ofMillis(1));
		Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().equals("heartbeat-record")));
	}

	private HeartbeatRecorder recorder() {
		HeartbeatRecorder recorder = this.recorder;
		if (recorder == null) {
			recorder = new HeartbeatRecorder(new RecordSettings(() -> this.directory, this.maxSize, this.direction),
					() -> this.redactor);
			this.recorder = recorder;
		}
		return recorder;
	}

	private Connection connect() {
		Transport transport = mock(Transport.class);
		URI url = URI.create("wss://feed.example.com");
		willAnswer((invocation) -> this.engineFrames).given(this.engine).opened(any());
		willAnswer((invocation) -> {
			invocation.<WriteListener>getArgument(1).written();
			return null;
		}).given(this.session).sendText(any(), any());
		new RecordingTransport(transport, recorder()).createAttempt(new HandshakeRequest("prices", "prices-1", url,
				new WebSocketHttpHeaders(), null, HeartbeatClientSettings.of(url)), this.engine);
		ArgumentCaptor<TransportListener> listener = ArgumentCaptor.captor();
		verify(transport).createAttempt(any(), listener.capture());
		FrameListener frames = listener.getValue().opened(this.session);
		ArgumentCaptor<TransportSession> recorded = ArgumentCaptor.captor();
		verify(this.engine).opened(recorded.capture());
		return new Connection(listener.getValue(), frames, recorded.getValue(), this.outcome);
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.toList();
		}
	}

	private static List<JsonNode> lines(Path file) throws IOException {
		List<JsonNode> lines = new ArrayList<>();
		Files.readAllLines(file).forEach((line) -> lines.add(JsonMapper.shared().readTree(line)));
		return lines;
	}

	private static String brief(JsonNode line) {
		String brief = line.get("dir").asString() + " " + line.get("type").asString();
		String number = line.has("code") ? "code" : "size";
		return line.has(number) ? brief + " " + line.get(number).asInt() : brief;
	}

	/**
	 * A connection as the transport and the engine have it.
	 */
	private record Connection(TransportListener listener, FrameListener frames, TransportSession session,
			WriteListener outcome) {

		void send(String text) {
			this.session.sendText(text, this.outcome);
		}

	}

}
