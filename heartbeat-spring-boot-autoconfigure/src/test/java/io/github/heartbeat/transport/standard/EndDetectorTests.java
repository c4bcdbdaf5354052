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

package io.github.heartbeat.transport.standard;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EndDetector}.
 */
class EndDetectorTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration EXPLANATION = Duration.ofMillis(50);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	private final ManualThreads threads = new ManualThreads();

	private final ReadingGate gate = new ReadingGate();

	private final List<TransportEnd> ends = new ArrayList<>();

	private final List<Integer> aborts = new ArrayList<>();

	private final EndDetector detector = new EndDetector(new Listener(), this.threads, this.gate, CLOSE_TIMEOUT);

	@Test
	void whenAttemptFailsThenEndIsTold() {
		TransportEnd end = TransportEnd.failed(DisconnectCause.UNKNOWN_HOST, new IOException("test"));
		this.detector.attemptFailed(end);
		assertThat(this.ends).containsExactly(end);
	}

	@Test
	void whenContainerReportsBeforeThereIsConnectionThenNothingIsTold() {
		this.detector.failed(new IOException("test"));
		this.detector.closed(CloseStatus.SERVER_ERROR);
		this.threads.advance(SECOND);
		assertThat(this.ends).isEmpty();
	}

	@Test
	void whenCloseFrameArrivesThenEndIsToldWhenContainerHasAnswered() {
		openTelling();
		this.detector.closeFrame(4000, "bye");
		assertThat(this.ends).isEmpty();
		this.detector.closed(new CloseStatus(4000, "bye"));
		assertClosedByServer(4000, "bye");
		assertThat(this.aborts).isEmpty();
		assertThat(this.threads.timeouts()).isZero();
	}

	@Test
	void whenContainerDoesNotAnswerCloseFrameThenEndIsToldAfterSecond() {
		openTelling();
		this.detector.closeFrame(4000, "bye");
		this.threads.advance(SECOND);
		assertClosedByServer(4000, "bye");
		assertThat(this.aborts).containsExactly(1001);
	}

	@Test
	void whenSocketIsResetBehindCloseFrameThenCodeIsTold() {
		openTelling();
		this.detector.closeFrame(4000, null);
		this.detector.failed(new IOException("Connection reset"));
		this.detector.closed(CloseStatus.NO_CLOSE_FRAME);
		assertClosedByServer(4000, null);
	}

	@Test
	void whenWriteFailsBehindCloseFrameThenCodeIsTold() {
		openTelling();
		List<String> outcomes = new ArrayList<>();
		this.detector.closeFrame(4000, null);
		this.detector.writeFailed(new IOException("Broken pipe"), () -> outcomes.add("failed"));
		this.threads.advance(EXPLANATION);
		assertThat(outcomes).containsExactly("failed");
		assertThat(this.ends).isEmpty();
		this.detector.closed(CloseStatus.NO_CLOSE_FRAME);
		assertClosedByServer(4000, null);
	}

	// The write of 'please close' is under way: T1 writes it, T2 reads the Close frame
	// that
	// answers it, and is faster than the container in returning from the write. The end
	// used to overtake the outcome, so that a message that had arrived was told as
	// unknown.
	@Test
	void whenServerAnswersWriteThatHasNotReturnedThenItsOutcomeIsToldFirst() {
		openTelling();
		this.detector.writeBegan();
		this.detector.closeFrame(4000, "bye");
		this.detector.closed(new CloseStatus(4000, "bye"));
		assertThat(this.ends).isEmpty();
		this.detector.writeEnded();
		assertClosedByServer(4000, "bye");
	}

	// The outcome of the first was told, so that the second began before it returned
	@Test
	void whenWritesOverlapThenOutcomeOfTheLastIsToldFirst() {
		openTelling();
		this.detector.writeBegan();
		this.detector.writeBegan();
		this.detector.writeEnded();
		this.detector.closeFrame(4000, "bye");
		this.detector.closed(new CloseStatus(4000, "bye"));
		assertThat(this.ends).isEmpty();
		this.detector.writeEnded();
		assertClosedByServer(4000, "bye");
	}

	@Test
	void whenWriteDoesNotReturnBehindCloseFrameThenEndIsToldSoon() {
		openTelling();
		this.detector.writeBegan();
		this.detector.closeFrame(4000, "bye");
		this.detector.closed(new CloseStatus(4000, "bye"));
		this.threads.advance(EXPLANATION);
		assertClosedByServer(4000, "bye");
		this.detector.writeEnded();
		assertThat(this.ends).hasSize(1);
	}

	@Test
	void whenThisSideAbortsBehindCloseFrameThenCodeIsTold() {
		openTelling();
		this.detector.closeFrame(4000, null);
		this.detector.aborting();
		this.detector.aborted();
		assertClosedByServer(4000, null);
	}

	@Test
	void whenTwoCloseFramesArriveThenFirstIsTold() {
		openTelling();
		this.detector.closeFrame(4000, "first");
		this.detector.closeFrame(4001, "second");
		this.detector.closed(CloseStatus.NORMAL);
		assertClosedByServer(4000, "first");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 999, 1004, 1006, 1015, 1016, 2999, 5000, 65535 })
	void whenCloseCodeMustNotBeSentThenProtocolError(int code) {
		openTelling();
		this.detector.closeFrame(code, null);
		this.detector.closed(CloseStatus.PROTOCOL_ERROR);
		assertProtocolError(1002);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1003, 1005, 1012, 1013, 1014, 3000, 4999 })
	void whenCloseCodeMayBeSentThenItIsToldAsItIs(int code) {
		openTelling();
		this.detector.closeFrame(code, null);
		this.detector.closed(CloseStatus.PROTOCOL_ERROR);
		assertClosedByServer(code, null);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1002, 1007, 1009, 1011 })
	void whenContainerClosesWithoutCloseFrameThenProtocolError(int code) {
		openTelling();
		this.detector.closed(new CloseStatus(code));
		assertProtocolError(code);
	}

	@Test
	void whenContainerLosesConnectionThenConnectionIsLost() {
		openTelling();
		this.detector.closed(new CloseStatus(1006, "Connection reset"));
		assertThat(this.ends).hasSize(1);
		assertThat(this.ends.get(0).cause()).isEqualTo(DisconnectCause.CONNECTION_LOST);
		assertThat(this.ends.get(0).code()).isEqualTo(1006);
		assertThat(this.ends.get(0).failure()).hasMessage("Connection reset");
	}

	@Test
	void whenConnectionFailsThenEndIsToldAtOnceAndConnectionIsAborted() {
		openTelling();
		IOException failure = new IOException("test");
		this.detector.failed(failure);
		assertThat(this.ends).containsExactly(TransportEnd.failed(DisconnectCause.CONNECTION_LOST, failure));
		assertThat(this.aborts).containsExactly(1001);
	}

	@Test
	void whenContainerHidesCloseFramesThenItsCodeIsTold() {
		openHiding();
		this.detector.closed(new CloseStatus(4000, "bye"));
		assertClosedByServer(4000, "bye");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1002, 1007 })
	void whenContainerHidesCloseFramesThenItsOwnAreRecognized(int code) {
		openHiding();
		this.detector.closed(new CloseStatus(code));
		assertProtocolError(code);
	}

	@Test
	void whenContainerHidesCloseFramesThenFailureWaitsForCode() {
		openHiding();
		this.detector.failed(new IOException("wrong frame"));
		assertThat(this.ends).isEmpty();
		this.detector.closed(CloseStatus.PROTOCOL_ERROR);
		this.threads.advance(EXPLANATION);
		assertProtocolError(1002);
	}

	@Test
	void whenFailureIsNotExplainedThenConnectionIsLost() {
		openHiding();
		IOException failure = new IOException("test");
		this.detector.failed(failure);
		this.threads.advance(EXPLANATION);
		assertThat(this.ends).containsExactly(TransportEnd.failed(DisconnectCause.CONNECTION_LOST, failure));
		assertThat(this.aborts).containsExactly(1001);
	}

	@Test
	void whenFailedWriteIsNotExplainedThenEndIsToldBeforeItsOutcome() {
		openTelling();
		List<Integer> ended = new ArrayList<>();
		this.detector.writeFailed(new IOException("test"), () -> ended.add(this.ends.size()));
		assertThat(this.ends).isEmpty();
		this.threads.advance(EXPLANATION);
		assertThat(ended).containsExactly(1);
		assertThat(this.ends.get(0).cause()).isEqualTo(DisconnectCause.CONNECTION_LOST);
	}

	@Test
	void whenThisSideClosesThenAnswerOfPeerIsTheEnd() {
		openTelling();
		this.detector.closing();
		this.detector.closed(CloseStatus.NORMAL);
		assertThat(this.ends).isEmpty();
		this.detector.closeFrame(1000, null);
		assertClosedByClient();
		assertThat(this.threads.timeouts()).isZero();
	}

	@Test
	void whenThisSideClosesAndContainerHidesCloseFramesThenItsCloseIsTheEnd() {
		openHiding();
		this.detector.closing();
		this.detector.closed(CloseStatus.NORMAL);
		assertClosedByClient();
	}

	@Test
	void whenThisSideClosesAndSocketEndsThenEndIsTold() {
		openTelling();
		this.detector.closing();
		this.detector.closed(CloseStatus.NO_CLOSE_FRAME);
		assertClosedByClient();
	}

	@Test
	void whenThisSideClosesAndContainerGivesUpThenEndIsTold() {
		openTelling();
		this.detector.closing();
		this.detector.disconnected();
		assertClosedByClient();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenThisSideClosesAndConnectionFailsThenEndIsToldAndConnectionIsAborted(boolean telling) {
		this.detector.opened(telling, this::abort);
		this.detector.closing();
		this.detector.failed(new IOException("test"));
		assertClosedByClient();
		assertThat(this.aborts).containsExactly(1001);
	}

	@Test
	void whenThisSideClosesAndPeerDoesNotAnswerThenEndIsToldAllTheSame() {
		openTelling();
		this.detector.closing();
		this.threads.advance(CLOSE_TIMEOUT);
		assertClosedByClient();
		assertThat(this.aborts).containsExactly(1001);
	}

	@Test
	void whenThisSideAbortsThenEndIsToldWhenThatIsCarriedOut() {
		openTelling();
		this.detector.aborting();
		this.detector.closed(CloseStatus.GOING_AWAY);
		this.detector.failed(new IOException("test"));
		assertThat(this.ends).isEmpty();
		this.detector.aborted();
		assertClosedByClient();
		assertThat(this.aborts).isEmpty();
	}

	@Test
	void whenContainerHangsInAbortThenEndIsToldAfterSecond() {
		openTelling();
		this.detector.aborting();
		this.threads.advance(SECOND);
		assertClosedByClient();
	}

	@Test
	void whenListenerFailsThenConnectionIsLostAndServerIsToldWhy() {
		openHiding();
		Error failure = new StackOverflowError("test");
		this.detector.listenerFailed(failure);
		assertThat(this.ends).containsExactly(TransportEnd.failed(DisconnectCause.CONNECTION_LOST, failure));
		assertThat(this.aborts).containsExactly(1011);
	}

	@Test
	void whenMessageIsBeingDeliveredThenEndIsToldAfterIt() {
		openTelling();
		this.gate.enter();
		this.detector.aborting();
		this.detector.aborted();
		assertThat(this.ends).isEmpty();
		this.gate.leave();
		assertClosedByClient();
	}

	@Test
	void whenEverythingIsReportedThenEndIsToldOnce() {
		openTelling();
		this.detector.failed(new IOException("first"));
		this.detector.closeFrame(4000, null);
		this.detector.writeFailed(new IOException("second"), () -> {
		});
		this.detector.closed(CloseStatus.NORMAL);
		this.detector.closing();
		this.detector.aborting();
		this.detector.aborted();
		this.detector.disconnected();
		this.threads.advance(CLOSE_TIMEOUT);
		assertThat(this.ends).hasSize(1);
		assertThat(this.threads.timeouts()).isZero();
	}

	private void openTelling() {
		this.detector.opened(true, this::abort);
	}

	private void openHiding() {
		this.detector.opened(false, this::abort);
	}

	private void abort(CloseStatus status) {
		this.aborts.add(status.getCode());
	}

	private void assertClosedByServer(int code, String reason) {
		assertThat(this.ends).containsExactly(TransportEnd.closedByServer(code, reason));
	}

	private void assertClosedByClient() {
		assertThat(this.ends).containsExactly(TransportEnd.closedByClient());
	}

	private void assertProtocolError(int code) {
		assertThat(this.ends).hasSize(1);
		assertThat(this.ends.get(0).cause()).isEqualTo(DisconnectCause.PROTOCOL_ERROR);
		assertThat(this.ends.get(0).code()).isEqualTo(code);
		assertThat(this.ends.get(0).failure()).isNotNull();
	}

	/**
	 * Keeps the ends.
	 */
	private final class Listener implements TransportListener {

		@Override
		public FrameListener opened(TransportSession session) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void ended(TransportEnd end) {
			EndDetectorTests.this.ends.add(end);
		}

	}

}
