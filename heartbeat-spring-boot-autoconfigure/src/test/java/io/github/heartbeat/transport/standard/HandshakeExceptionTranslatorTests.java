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
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLHandshakeException;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.transport.TransportEnd;
import jakarta.websocket.DeploymentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandshakeExceptionTranslator}.
 */
class HandshakeExceptionTranslatorTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			The HTTP response from the server [401] did not permit the HTTP upgrade to WebSocket               | 401
			The HTTP response from the server [200] did not permit the HTTP upgrade to WebSocket               | 200
			The HTTP response from the server [503] did not permit the HTTP upgrade to WebSocket               | 503
			Failed to handle HTTP response code [401]. Missing [WWW-Authenticate] header in response           | 401
			Failed to handle HTTP response code [407]. [Authorization] header was not accepted by server.      | 407
			Failed to handle HTTP response code [302]. Missing Location header in response                     | 302
			""")
	void whenTomcatIsRefusedThenStatusIsFound(String text, int status) {
		HeartbeatConnectionException translated = translate(new CompletionException(new DeploymentException(text)));
		assertThat(translated.getDisconnectCause()).isEqualTo(DisconnectCause.HANDSHAKE_REJECTED);
		assertThat(translated.getHttpStatus()).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Failed to upgrade to websocket: Unexpected HTTP Response Status Code: 401 Unauthorized | 401
			Failed to upgrade to websocket: Unexpected HTTP Response Status Code: 200              | 200
			Failed to upgrade to websocket: Unexpected HTTP Response Status Code: 503 Unavailable  | 503
			""")
	void whenJettyIsRefusedThenStatusIsFound(String text, int status) {
		HeartbeatConnectionException translated = translate(
				new IOException(new ExecutionException(new IOException(text))));
		assertThat(translated.getDisconnectCause()).isEqualTo(DisconnectCause.HANDSHAKE_REJECTED);
		assertThat(translated.getHttpStatus()).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource({ "WWW, 401", "Proxy, 407" })
	void whenJettyMissesChallengeThenStatusIsFound(String header, int status) {
		HeartbeatConnectionException translated = translate(new IOException(
				"HTTP protocol violation: Authentication challenge without " + header + "-Authenticate header"));
		assertThat(translated.getDisconnectCause()).isEqualTo(DisconnectCause.HANDSHAKE_REJECTED);
		assertThat(translated.getHttpStatus()).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Response code was not 101: 401.                                                    | 401
			Response code was not 101: 200.                                                    | 200
			Response code was not 101: 404.                                                    | 404
			Received HTTP response status code: 301 and redirect processing is not enabled.    | 301
			HTTP Status code 503 - Service Unavailable.                                        | 503
			""")
	void whenTyrusIsRefusedThenStatusIsFound(String text, int status) {
		HeartbeatConnectionException translated = translate(
				new DeploymentException("Handshake error.", new IOException(text)));
		assertThat(translated.getDisconnectCause()).isEqualTo(DisconnectCause.HANDSHAKE_REJECTED);
		assertThat(translated.getHttpStatus()).isEqualTo(status);
	}

	@Test
	void whenTomcatDoesNotFollowRedirectThenHandshakeRejected() {
		HeartbeatConnectionException translated = translate(new DeploymentException(
				"Cyclic Location header [ws://elsewhere.example.com/feed] detected / reached max number of redirects"
						+ " [1] of max [0]"));
		assertThat(translated.getDisconnectCause()).isEqualTo(DisconnectCause.HANDSHAKE_REJECTED);
		assertThat(translated).hasNoCause().hasMessageNotContaining("elsewhere");
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"The HTTP response from the server [SSH-2.0-OpenSSH_9.2p1] did not permit the HTTP upgrade"
					+ " to WebSocket",
			"Sec-WebSocket-Key returned from server does not match expected response.",
			"Invalid Sec-WebSocket-Accept hash (was: abc, expected: def)" })
	void whenAnswerViolatesProtocolThenHandshakeInvalid(String text) {
		HeartbeatConnectionException translated = translate(
				new DeploymentException("Handshake error.", new IOException(text)));
		assertThat(translated.getDisconnectCause()).isEqualTo(DisconnectCause.HANDSHAKE_INVALID);
		assertThat(translated.getHttpStatus()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "code 1006", "The status code: 1006 is reserved", "port 443 is closed", "took 200 ms",
			"Response status code: 999" })
	void whenNumberIsNoHttpStatusThenItIsNotTakenForOne(String text) {
		assertThat(translate(new IOException(text)).getHttpStatus()).isNull();
	}

	static List<Throwable> unknownHosts() {
		return List.of(new UnknownHostException("nowhere.invalid"), new UnresolvedAddressException());
	}

	@ParameterizedTest
	@MethodSource("unknownHosts")
	void whenHostIsUnknownThenUnknownHost(Throwable failure) {
		assertThat(translate(wrapped(failure)).getDisconnectCause()).isEqualTo(DisconnectCause.UNKNOWN_HOST);
	}

	@Test
	void whenNobodyListensThenConnectionRefused() {
		assertThat(translate(wrapped(new ConnectException("Connection refused"))).getDisconnectCause())
			.isEqualTo(DisconnectCause.CONNECTION_REFUSED);
	}

	static List<Throwable> timeouts() {
		return List.of(new TimeoutException(), new SocketTimeoutException("Connect timed out"),
				new ConnectException("Connection timed out"));
	}

	@ParameterizedTest
	@MethodSource("timeouts")
	void whenTimedOutThenConnectTimeout(Throwable failure) {
		assertThat(translate(wrapped(failure)).getDisconnectCause()).isEqualTo(DisconnectCause.CONNECT_TIMEOUT);
	}

	static List<Throwable> tlsFailures() {
		return List.of(new SSLHandshakeException("PKIX path building failed"),
				new CertificateException("No name matching example.com found"));
	}

	@ParameterizedTest
	@MethodSource("tlsFailures")
	void whenTlsFailsThenTlsFailed(Throwable failure) {
		assertThat(translate(wrapped(failure)).getDisconnectCause()).isEqualTo(DisconnectCause.TLS_FAILED);
	}

	static List<Throwable> others() {
		return List.of(new NoRouteToHostException("No route to host"), new IOException("Connection reset"),
				new IllegalStateException("odd"), new OutOfMemoryError("unable to create native thread"));
	}

	@ParameterizedTest
	@MethodSource("others")
	void whenAnythingElseFailsThenConnectFailed(Throwable failure) {
		assertThat(translate(failure).getDisconnectCause()).isEqualTo(DisconnectCause.CONNECT_FAILED);
	}

	@Test
	void whenAlreadyTranslatedThenCauseAndStatusAreKept() {
		HeartbeatConnectionException translated = translate(new CompletionException(
				new HeartbeatConnectionException(DisconnectCause.CUSTOMIZER_FAILED, "No token", 418, null)));
		assertThat(translated.getDisconnectCause()).isEqualTo(DisconnectCause.CUSTOMIZER_FAILED);
		assertThat(translated.getHttpStatus()).isEqualTo(418);
		assertThat(translated).hasMessage("No token");
	}

	@Test
	void whenFailureHasNoMessageThenThereIsOne() {
		assertThat(translate(new IllegalStateException())).hasMessageContaining("IllegalStateException");
	}

	@Test
	void whenMessageOfFailureThrowsThenItsTypeIsTold() {
		assertThat(translate(new UnprintableException())).hasMessageContaining("UnprintableException");
	}

	@Test
	void whenCauseOfFailureCannotBeReadThenItHasNone() {
		assertThat(translate(new UnreadableCauseException()).getDisconnectCause())
			.isEqualTo(DisconnectCause.CONNECT_FAILED);
	}

	@Test
	void whenCausesFormCycleThenItEnds() {
		IOException first = new IOException("first");
		IOException second = new IOException("second", first);
		first.initCause(second);
		assertThat(translate(first).getDisconnectCause()).isEqualTo(DisconnectCause.CONNECT_FAILED);
	}

	private static HeartbeatConnectionException translate(Throwable failure) {
		TransportEnd end = HandshakeExceptionTranslator.translate(failure);
		assertThat(end.failure()).isInstanceOf(HeartbeatConnectionException.class);
		HeartbeatConnectionException translated = (HeartbeatConnectionException) end.failure();
		assertThat(end.cause()).isEqualTo(translated.getDisconnectCause());
		assertThat(end.code()).isEqualTo(1006);
		assertThat((end.refusal() != null) ? Integer.valueOf(end.refusal().status()) : null)
			.isEqualTo(translated.getHttpStatus());
		return translated;
	}

	private static Throwable wrapped(Throwable failure) {
		return new DeploymentException("The HTTP request to initiate the WebSocket connection failed",
				new ExecutionException(failure));
	}

	/**
	 * Throws when it is asked why.
	 */
	private static final class UnreadableCauseException extends IOException {

		private static final long serialVersionUID = 1L;

		@Override
		public synchronized Throwable getCause() {
			throw new IllegalStateException("test");
		}

	}

	/**
	 * Throws when it is asked what happened.
	 */
	private static final class UnprintableException extends IOException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("test");
		}

	}

}
