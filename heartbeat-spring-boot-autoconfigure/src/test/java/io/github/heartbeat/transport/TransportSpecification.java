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

package io.github.heartbeat.transport;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import javax.net.ssl.SSLContext;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatConnectionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What any {@link Transport} has to do. Where a container can't, its tests override the
 * method and say so.
 */
@Timeout(60)
public abstract class TransportSpecification {

	private static final Duration QUIET = Duration.ofMillis(300);

	protected TransportPeer peer;

	protected final TransportRecorder recorder = new TransportRecorder();

	private TransportTestThreads threads;

	private Transport transport;

	/**
	 * Create the transport.
	 * @param threads its threads
	 * @return the transport, which is destroyed after the test
	 */
	protected abstract Transport createTransport(TransportThreads threads);

	/**
	 * Create the peer, after the transport.
	 * @return the peer, which is closed after the test
	 */
	protected TransportPeer createPeer() {
		return new TestServerPeer(serverSslContext());
	}

	/**
	 * Return the context of the peer's side.
	 * @return the context, or {@code null} for connections without TLS
	 */
	protected @Nullable SSLContext serverSslContext() {
		return null;
	}

	/**
	 * Return the context of this side.
	 * @return the context, or {@code null} for connections without TLS
	 */
	protected @Nullable SSLContext clientSslContext() {
		return null;
	}

	@BeforeEach
	void start() {
		this.threads = new TransportTestThreads();
		this.transport = createTransport(this.threads);
		this.peer = createPeer();
	}

	@AfterEach
	void stop() {
		this.transport.destroy();
		this.threads.close();
		this.peer.close();
	}

	@Test
	void whenServerSendsAtOnceThenOpenedIsToldFirst() {
		this.peer.onConnect((connection) -> connection.sendText("welcome"));
		connect();
		assertThat(this.recorder.awaitStory(2)).containsExactly("opened", "text welcome");
	}

	@Test
	void whenListenerSendsAsSoonAsItIsToldThenServerGetsIt() throws Exception {
		TransportRecorder recorder = new TransportRecorder() {

			@Override
			public FrameListener opened(TransportSession session) {
				session.sendText("at once", new WriteRecorder());
				return super.opened(session);
			}

		};
		this.peer.onConnect((connection) -> connection.sendText("welcome"));
		connect(this.transport.createAttempt(request(), recorder));
		assertThat(recorder.awaitStory(2)).containsExactly("opened", "text welcome");
		assertThat(this.peer.takeText()).isEqualTo("at once");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 70_000, 300_000 })
	void whenTextArrivesThenItsPartsAndSizesAddUp(int length) throws Exception {
		String text = "aé€🎈".repeat(length / 5 + 1).substring(0, length - length % 5);
		open().sendText(text);
		assertThat(this.recorder.awaitStory(2).get(1).equals("text " + text)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 70_000, 300_000 })
	void whenBinaryArrivesThenItsPartsAddUp(int length) throws Exception {
		byte[] bytes = new byte[length];
		IntStream.range(0, length).forEach((i) -> bytes[i] = (byte) i);
		open().sendBinary(bytes);
		assertThat(this.recorder.awaitStory(2).get(1).equals("binary " + HexFormat.of().formatHex(bytes))).isTrue();
	}

	@Test
	void whenMessageComesInFragmentsThenItIsOne() throws Exception {
		TransportPeer.Connection connection = open();
		connection.sendTextPart("he", false);
		connection.sendPing("?");
		connection.sendTextPart("llo", true);
		assertThat(this.recorder.awaitStory(2)).containsExactly("opened", "text hello");
		assertThat(this.peer.takePong()).isEqualTo("?");
	}

	@Test
	void whenPingIsSentThenPongIsTold() throws Exception {
		open();
		WriteRecorder write = new WriteRecorder();
		session().sendPing(ByteBuffer.wrap("42".getBytes(StandardCharsets.UTF_8)), write);
		assertThat(write.awaitOutcomes(1)).containsExactly("written");
		assertThat(this.recorder.awaitStory(2)).containsExactly("opened", "pong 42");
	}

	@Test
	void whenHandshakeSucceedsThenItsAnswerIsKept() throws Exception {
		this.peer.subprotocols("v1.feed");
		this.peer.acceptWithHeader("X-Session", "abc", "def");
		open("v2.feed", "v1.feed");
		HandshakeResponse response = session().getHandshakeResponse();
		assertThat(response.status()).isEqualTo(101);
		assertThat(response.subprotocol()).isEqualTo("v1.feed");
		assertThat(response.extensions()).isEmpty();
		assertHeaders(response);
	}

	/**
	 * Assert that the headers of the answer are told.
	 * @param response an answer with two headers of a name
	 */
	protected void assertHeaders(HandshakeResponse response) {
		assertThat(response.headers().get("x-session")).containsExactly("abc", "def");
		assertThat(response.headers().headerNames()).doesNotContain("Sec-WebSocket-Extensions");
	}

	@Test
	void whenServerChoosesSubprotocolThatWasNotOfferedThenHandshakeIsInvalid() {
		this.peer.chooseSubprotocol("v9.feed");
		connect("v1.feed");
		TransportEnd end = this.recorder.awaitEnd();
		assertThat(end.cause()).isEqualTo(DisconnectCause.HANDSHAKE_INVALID);
		assertThat(this.recorder.story()).containsExactly("ended");
	}

	@Test
	void whenHandshakeIsInvalidThenNoConnectionIsLeft() {
		this.peer.chooseSubprotocol("v9.feed");
		connect("v1.feed");
		this.recorder.awaitEnd();
		awaitNoConnectionOfInvalidHandshake();
	}

	/**
	 * Verify that the socket of an invalid handshake is closed.
	 */
	protected void awaitNoConnectionOfInvalidHandshake() {
		awaitNoConnection();
	}

	@Test
	void whenRefusedThenEndHasStatus() {
		this.peer.refuse(401);
		connect();
		TransportEnd end = this.recorder.awaitEnd();
		assertThat(end.cause()).isEqualTo(DisconnectCause.HANDSHAKE_REJECTED);
		assertThat(end.code()).isEqualTo(1006);
		assertThat(end.failure()).isInstanceOfSatisfying(HeartbeatConnectionException.class,
				(failure) -> assertThat(failure.getHttpStatus()).isEqualTo(401));
		assertThat(end.refusal()).isNotNull().satisfies((refusal) -> assertThat(refusal.status()).isEqualTo(401));
		assertThat(this.recorder.story()).containsExactly("ended");
	}

	@Test
	void whenNobodyListensThenConnectionRefused() {
		this.peer.stopListening();
		connect();
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CONNECTION_REFUSED);
	}

	@Test
	void whenHandshakeHangsAndIsAbandonedThenThreadReturns() throws Exception {
		this.peer.hang();
		TransportAttempt attempt = createAttempt();
		Thread thread = connect(attempt);
		this.peer.awaitAttempt();
		attempt.abandon();
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
		thread.join(TransportRecorder.PATIENCE.toMillis());
		assertThat(thread.isAlive()).isFalse();
		this.recorder.assertEndedOnce();
	}

	@Test
	void whenAbandonedBeforeThenNothingIsConnected() {
		TransportAttempt attempt = createAttempt();
		attempt.abandon();
		attempt.connect();
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
		assertThat(this.peer.attempts()).isZero();
	}

	@Test
	void whenAbandonedWhileConnectingThenNoConnectionIsLeft() throws Exception {
		this.peer.acceptAfter(QUIET);
		TransportAttempt attempt = createAttempt();
		Thread thread = connect(attempt);
		this.peer.awaitAttempt();
		attempt.abandon();
		attempt.abandon();
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
		thread.join();
		awaitNoConnection();
		assertThat(this.recorder.story()).containsExactly("ended");
	}

	@Test
	void whenAbandonedAtAnyMomentThenNoConnectionIsLeft() throws Exception {
		for (int i = 0; i < 20; i++) {
			TransportRecorder recorder = new TransportRecorder();
			TransportAttempt attempt = this.transport.createAttempt(request(), recorder);
			Thread thread = connect(attempt);
			LockSupport.parkNanos(i * 100_000L);
			attempt.abandon();
			assertThat(recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
			thread.join();
			recorder.assertEndedOnce();
		}
		awaitNoConnection();
	}

	@Test
	void whenAbandonedAfterConnectingThenNoConnectionIsLeft() throws Exception {
		TransportAttempt attempt = createAttempt();
		connect(attempt);
		session();
		attempt.abandon();
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
		assertThat(this.recorder.story()).containsExactly("opened", "ended");
		awaitNoConnection();
	}

	@Test
	void whenServerClosesThenCodeAndReasonAreTold() throws Exception {
		open().sendClose(4000, "so long, 再见");
		TransportEnd end = this.recorder.awaitEnd();
		assertThat(end.cause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
		assertThat(end.code()).isEqualTo(4000);
		assertThat(end.reason()).isEqualTo("so long, 再见");
		assertThat(this.peer.takeClose().getCode()).isEqualTo(4000);
		awaitNoConnection();
	}

	@Test
	void whenServerClosesBehindMessagesThenTheyArriveFirst() throws Exception {
		TransportPeer.Connection connection = open();
		connection.sendText("one");
		connection.sendText("two");
		connection.sendClose(1001, "");
		this.recorder.awaitEnd();
		assertThat(this.recorder.story()).containsExactly("opened", "text one", "text two", "ended");
	}

	@Test
	void whenServerClosesAndResetsThenCodeIsTold() throws Exception {
		TransportPeer.Connection connection = open();
		connection.sendClose(4001, "at once");
		connection.reset();
		TransportEnd end = this.recorder.awaitEnd();
		assertThat(end.cause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
		assertThat(end.code()).isEqualTo(4001);
		assertThat(end.reason()).isEqualTo("at once");
	}

	@Test
	void whenServerIsCutThenConnectionIsLost() throws Exception {
		open().cut();
		assertLost();
	}

	@Test
	void whenConnectionIsResetThenConnectionIsLost() throws Exception {
		open().reset();
		assertLost();
	}

	private void assertLost() {
		TransportEnd end = this.recorder.awaitEnd();
		assertThat(end.cause()).isEqualTo(DisconnectCause.CONNECTION_LOST);
		assertThat(end.code()).isEqualTo(1006);
		assertThat(end.failure()).isNotNull();
		awaitNoConnection();
		this.recorder.assertEndedOnce();
	}

	@Test
	void whenTextIsNoUtf8ThenProtocolError() throws Exception {
		open().sendMalformedText();
		assertProtocolError(1007);
	}

	@Test
	void whenFrameIsWrongThenProtocolError() throws Exception {
		open().sendStrayContinuation();
		assertProtocolError(1002);
	}

	private void assertProtocolError(int code) {
		TransportEnd end = this.recorder.awaitEnd();
		assertThat(end.cause()).isEqualTo(DisconnectCause.PROTOCOL_ERROR);
		assertThat(end.code()).isEqualTo(code);
		assertThat(end.failure()).isNotNull();
		awaitNoConnection();
		this.recorder.assertEndedOnce();
	}

	@Test
	void whenThisSideClosesThenEndIsToldAndServerGetsCode() throws Exception {
		open();
		session().close(new CloseStatus(1001, "going"));
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
		assertThat(this.peer.takeClose()).isEqualTo(new CloseStatus(1001, "going"));
		awaitNoConnection();
		this.recorder.assertEndedOnce();
	}

	@Test
	void whenPeerHasNotAnsweredCloseThenEndIsNotTold() throws Exception {
		open().ignoreClose();
		session().close(CloseStatus.NORMAL);
		this.peer.takeClose();
		assertEndWithoutAnswer();
		session().abort(CloseStatus.NORMAL);
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
	}

	/**
	 * Verify that the end is not told while the peer has not answered the Close frame.
	 */
	protected void assertEndWithoutAnswer() {
		TransportRecorder.await().during(QUIET).until(() -> !this.recorder.story().contains("ended"));
	}

	@Test
	void whenReadingIsSuspendedThenAnswerToCloseIsReadAllTheSame() throws Exception {
		open();
		session().suspendReading();
		session().close(CloseStatus.NORMAL);
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
		awaitNoConnection();
	}

	@Test
	void whenThisSideAbortsThenEndIsToldAndSocketIsClosed() throws Exception {
		open().ignoreClose();
		session().abort(CloseStatus.GOING_AWAY);
		session().abort(CloseStatus.GOING_AWAY);
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
		awaitNoConnection();
		this.recorder.assertEndedOnce();
	}

	@Test
	void whenPeerIsFrozenAndThisSideAbortsThenEndIsTold() throws Exception {
		open().freeze();
		session().abort(CloseStatus.GOING_AWAY);
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
	}

	@Test
	void whenReadingIsSuspendedThenNothingArrivesUntilResumed() throws Exception {
		TransportPeer.Connection connection = open();
		session().suspendReading();
		session().suspendReading();
		List<String> texts = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
		texts.forEach(connection::sendText);
		TransportRecorder.await().during(QUIET).until(() -> this.recorder.story().size() == 1);
		session().resumeReading();
		assertThat(this.recorder.awaitStory(11).subList(1, 11))
			.containsExactlyElementsOf(texts.stream().map((text) -> "text " + text).toList());
	}

	@Test
	void whenReadingIsSuspendedAndServerClosesThenWhatCameBeforeArrivesFirst() throws Exception {
		TransportPeer.Connection connection = open();
		session().suspendReading();
		connection.sendText("one");
		connection.sendText("two");
		connection.sendClose(4000, "");
		TransportRecorder.await().during(QUIET).until(() -> this.recorder.story().size() == 1);
		session().resumeReading();
		assertThat(this.recorder.awaitEnd().code()).isEqualTo(4000);
		assertThat(this.recorder.story()).containsExactly("opened", "text one", "text two", "ended");
	}

	@Test
	void whenReadingIsSuspendedWithinCallbackThenCallbackReturns() throws Exception {
		TransportRecorder recorder = new TransportRecorder() {

			@Override
			public void text(String part, int size, boolean last) {
				awaitSession().suspendReading();
				super.text(part, size, last);
			}

		};
		this.peer.onConnect((connection) -> {
			connection.sendText("one");
			connection.sendText("two");
		});
		connect(this.transport.createAttempt(request(), recorder));
		assertThat(recorder.awaitStory(2)).containsExactly("opened", "text one");
		TransportRecorder.await().during(QUIET).until(() -> recorder.story().size() == 2);
		recorder.awaitSession().resumeReading();
		assertThat(recorder.awaitStory(3)).containsExactly("opened", "text one", "text two");
	}

	@Test
	void whenReadingIsSuspendedAtOnceThenOpenedReturns() throws Exception {
		TransportRecorder recorder = new TransportRecorder() {

			@Override
			public FrameListener opened(TransportSession session) {
				session.suspendReading();
				return super.opened(session);
			}

		};
		this.peer.onConnect((connection) -> connection.sendText("one"));
		connect(this.transport.createAttempt(request(), recorder));
		recorder.awaitSession();
		TransportRecorder.await().during(QUIET).until(() -> recorder.story().size() == 1);
		recorder.awaitSession().resumeReading();
		assertThat(recorder.awaitStory(2)).containsExactly("opened", "text one");
	}

	@Test
	void whenReadingIsSuspendedAndThisSideAbortsThenEndIsTold() throws Exception {
		TransportPeer.Connection connection = open();
		session().suspendReading();
		connection.sendText("unseen");
		session().abort(CloseStatus.GOING_AWAY);
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
	}

	@Test
	void whenMessagesAreSentThenServerGetsThem() throws Exception {
		open();
		WriteRecorder writes = new WriteRecorder();
		session().sendText("héllo 🎈", writes);
		writes.awaitOutcomes(1);
		session().sendBinary(ByteBuffer.wrap(new byte[] { 1, 2, 3 }), writes);
		assertThat(writes.awaitOutcomes(2)).containsExactly("written", "written");
		assertThat(this.peer.takeText()).isEqualTo("héllo 🎈");
		assertThat(this.peer.takeBinary()).containsExactly(1, 2, 3);
	}

	@Test
	void whenLargeBinaryIsSentThenServerGetsItWhole() throws Exception {
		byte[] bytes = new byte[2_000_000];
		open();
		WriteRecorder write = new WriteRecorder();
		session().sendBinary(ByteBuffer.wrap(bytes), write);
		assertThat(write.awaitOutcomes(1)).containsExactly("written");
		assertThat(this.peer.takeBinary()).hasSameSizeAs(bytes);
	}

	@Test
	void whenNextWriteIsAskedForInCallbackThenOrderIsKeptAndStackDoesNotGrow() throws Exception {
		int count = 5000;
		open();
		TransportSession session = session();
		AtomicInteger written = new AtomicInteger();
		session.sendText("0", new WriteListener() {

			@Override
			public void written() {
				if (written.incrementAndGet() < count) {
					session.sendText(String.valueOf(written.get()), this);
				}
			}

			@Override
			public void writeFailed(Throwable failure) {
				throw new IllegalStateException(failure);
			}

		});
		for (int i = 0; i < count; i++) {
			assertThat(this.peer.takeText()).isEqualTo(String.valueOf(i));
		}
		TransportRecorder.await().until(() -> written.get() == count);
	}

	@Test
	void whenPeerReadsNothingThenCallerIsNotBlockedAndAbortEndsTheWrite() throws Exception {
		open().freeze();
		WriteRecorder write = new WriteRecorder();
		session().sendBinary(ByteBuffer.wrap(new byte[32 * 1024 * 1024]), write);
		TransportRecorder.await().during(QUIET).until(() -> write.outcomes().isEmpty());
		session().abort(CloseStatus.GOING_AWAY);
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
		assertStuckWriteEnded(write);
	}

	/**
	 * Assert that a write was ended with its connection, whose peer reads nothing.
	 * @param write the outcome of the write
	 */
	protected void assertStuckWriteEnded(WriteRecorder write) {
		assertThat(write.awaitOutcomes(1)).containsExactly("failed");
	}

	@Test
	void whenConnectionHasEndedThenWriteFails() throws Exception {
		open().cut();
		this.recorder.awaitEnd();
		WriteRecorder write = new WriteRecorder();
		session().sendText("too late", write);
		assertThat(write.awaitOutcomes(1)).containsExactly("failed");
		this.recorder.assertEndedOnce();
	}

	@Test
	void whenListenerFailsThenConnectionEnds() throws Exception {
		TransportRecorder recorder = new TransportRecorder() {

			@Override
			public void text(String part, int size, boolean last) {
				throw new StackOverflowError("test");
			}

		};
		this.peer.onConnect((connection) -> connection.sendText("one"));
		connect(this.transport.createAttempt(request(), recorder));
		TransportEnd end = recorder.awaitEnd();
		assertThat(end.cause()).isEqualTo(DisconnectCause.CONNECTION_LOST);
		assertThat(end.failure()).isInstanceOf(StackOverflowError.class);
		awaitNoConnection();
		recorder.assertEndedOnce();
	}

	/**
	 * Connect in the background.
	 * @param subprotocols what is offered to the peer
	 */
	protected final void connect(String... subprotocols) {
		connect(createAttempt(subprotocols));
	}

	private Thread connect(TransportAttempt attempt) {
		Thread thread = new Thread(attempt::connect, "transport-test-connect");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	/**
	 * Connect, and wait until both sides know.
	 * @param subprotocols what is offered to the peer
	 * @return the connection of the peer
	 * @throws InterruptedException if interrupted
	 */
	protected final TransportPeer.Connection open(String... subprotocols) throws InterruptedException {
		connect(subprotocols);
		session();
		return this.peer.takeConnection();
	}

	protected final TransportSession session() {
		return this.recorder.awaitSession();
	}

	private TransportAttempt createAttempt(String... subprotocols) {
		return this.transport.createAttempt(request(subprotocols), this.recorder);
	}

	private HandshakeRequest request(String... subprotocols) {
		URI url = URI.create(this.peer.url());
		WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
		headers.setSecWebSocketProtocol(List.of(subprotocols));
		return new HandshakeRequest("test", "test-1", url, headers, clientSslContext(),
				HeartbeatClientSettings.of(url));
	}

	/**
	 * Wait until the peer holds no connection.
	 */
	protected void awaitNoConnection() {
		TransportRecorder.await().until(() -> this.peer.sockets() == 0);
	}

}
