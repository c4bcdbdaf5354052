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

package io.github.heartbeat.metrics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Kind;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link HeartbeatObservations}.
 */
class HeartbeatObservationsTests {

	private final List<Observation.Context> stopped = new ArrayList<>();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final HeartbeatObservations observations = new HeartbeatObservations(this.registry);

	private final HeartbeatClient client = mock(HeartbeatClient.class);

	HeartbeatObservationsTests() {
		given(this.client.getName()).willReturn("prices");
		given(this.client.getUrl()).willReturn("wss://feed.example.com");
		this.registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				HeartbeatObservationsTests.this.stopped.add(context);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
	}

	@Test
	void whenAttemptIsMadeThenItIsInScope() {
		this.observations.aroundConnect(this.client, "prices-1",
				() -> assertThat(this.registry.getCurrentObservation()).isNotNull());
		assertThat(this.registry.getCurrentObservation()).isNull();
		assertThat(this.stopped).isEmpty();
	}

	@Test
	void whenConnectionIsOpenThenAttemptIsASuccess() {
		connect("prices-1");
		tell(Kind.OPENED, "prices-1", null);
		Observation.Context context = single("heartbeat.connect", "success", "none");
		assertThat(context.getContextualName()).isEqualTo("heartbeat connect prices");
		assertThat(context.getHighCardinalityKeyValue("name").getValue()).isEqualTo("prices");
		assertThat(context.getError()).isNull();
	}

	@Test
	void whenConnectionIsOpenBeforeTheAttemptReturnsThenAttemptIsASuccess() {
		this.observations.aroundConnect(this.client, "prices-1", () -> tell(Kind.OPENED, "prices-1", null));
		single("heartbeat.connect", "success", "none");
	}

	@Test
	void whenAttemptFailsThenItIsAFailureWithItsCause() {
		connect("prices-1");
		tell(Kind.FAILED, "prices-1", DisconnectCause.HANDSHAKE_REJECTED);
		Observation.Context context = single("heartbeat.connect", "failure", "handshake-rejected");
		assertThat(context.getError()).isInstanceOf(HeartbeatConnectionException.class);
	}

	@Test
	void whenClientIsStoppedThenAttemptIsAbandoned() {
		connect("prices-1");
		tell(Kind.STOPPED, "prices-1", DisconnectCause.CLOSED_BY_CLIENT);
		single("heartbeat.connect", "abandoned", "closed-by-client");
	}

	@Test
	void whenNextAttemptBeginsThenTheOneBeforeIsAbandoned() {
		connect("prices-1");
		connect("prices-2");
		single("heartbeat.connect", "abandoned", "none");
	}

	@Test
	void whenTransitionIsOfAnotherAttemptThenNothingEnds() {
		connect("prices-2");
		tell(Kind.FAILED, "prices-1", DisconnectCause.CONNECT_TIMEOUT);
		tell(Kind.STARTED, "prices-2", null);
		assertThat(this.stopped).isEmpty();
	}

	@Test
	void whenClientIsRemovedThenAttemptIsAbandoned() {
		connect("prices-1");
		this.observations.removed(this.client);
		single("heartbeat.connect", "abandoned", "none");
	}

	@Test
	void whenMessageIsDeliveredThenListenersAreInScope() {
		HeartbeatMessage message = mock(HeartbeatMessage.class);
		given(message.isText()).willReturn(true);
		this.observations.aroundMessage(this.client, "prices-1", message,
				() -> assertThat(this.registry.getCurrentObservation()).isNotNull());
		assertThat(this.stopped).singleElement().satisfies((context) -> {
			assertThat(context.getName()).isEqualTo("heartbeat.message");
			assertThat(context.getLowCardinalityKeyValue("type").getValue()).isEqualTo("text");
		});
	}

	@Test
	void whenListenerFailsThenObservationHasTheErrorAndTheCallerGetsIt() {
		assertThatIllegalStateException().isThrownBy(
				() -> this.observations.aroundMessage(this.client, "prices-1", mock(HeartbeatMessage.class), () -> {
					throw new IllegalStateException("listener");
				}));
		assertThat(this.stopped).singleElement()
			.satisfies((context) -> assertThat(context.getError()).hasMessage("listener"));
	}

	private void connect(String connectionId) {
		this.observations.aroundConnect(this.client, connectionId, () -> {
		});
	}

	private void tell(Kind kind, String connectionId, @Nullable DisconnectCause cause) {
		this.observations.transition(this.client, new HeartbeatTransition(1, Instant.EPOCH, kind, HeartbeatState.OPEN,
				connectionId, null, null, (cause != null) ? new HeartbeatDisconnect(cause) : null, null, null));
	}

	private Observation.Context single(String name, String outcome, String cause) {
		assertThat(this.stopped).hasSize(1);
		Observation.Context context = this.stopped.get(0);
		assertThat(context.getName()).isEqualTo(name);
		assertThat(context.getLowCardinalityKeyValue("outcome").getValue()).isEqualTo(outcome);
		assertThat(context.getLowCardinalityKeyValue("cause").getValue()).isEqualTo(cause);
		return context;
	}

}
