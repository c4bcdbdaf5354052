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

package io.github.heartbeat.demo.server;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * Applies a {@link Fault}: in the network, which is the {@link FaultGate}, or on the
 * server's side of the WebSocket connections that come through it.
 */
@Component
class FaultInjector {

	private static final int FLOOD_MESSAGES = 50_000;

	private static final Duration RESTART = Duration.ofSeconds(5);

	private final FeedSessions sessions;

	private final VitalsStream vitals;

	private final TaskExecutor executor;

	private final TaskScheduler scheduler;

	private final ApplicationEventPublisher publisher;

	FaultInjector(FeedSessions sessions, VitalsStream vitals,
			@Qualifier("applicationTaskExecutor") TaskExecutor executor,
			@Qualifier("taskScheduler") TaskScheduler scheduler, ApplicationEventPublisher publisher) {
		this.sessions = sessions;
		this.vitals = vitals;
		this.executor = executor;
		this.scheduler = scheduler;
		this.publisher = publisher;
	}

	/**
	 * Apply a fault.
	 * @param fault the fault
	 * @param gate the gate of the client
	 * @return what was done, in words
	 */
	String inject(Fault fault, FaultGate gate) {
		// Before anybody can notice
		Instant at = Instant.now();
		String did = apply(fault, gate);
		this.publisher.publishEvent(new FaultInjected(at, gate.getClient(), fault.getName(), did));
		return did;
	}

	private String apply(Fault fault, FaultGate gate) {
		return switch (fault) {
			case NONE -> {
				gate.set(Fault.NONE);
				yield "everything passes again";
			}
			case CUT -> "reset " + connections(gate.cut());
			case HALF_OPEN -> "silenced " + connections(gate.silence()) + ", new ones work";
			case FREEZE -> {
				gate.set(Fault.FREEZE);
				yield "froze " + connections(gate.getConnections()) + ", new ones get no answer either";
			}
			case THAW -> gate.end(Fault.FREEZE) ? "thawed " + connections(gate.getConnections()) : "nothing was frozen";
			case REFUSE -> resetAnd(fault, gate, "new ones are refused");
			case REFUSE_401 -> resetAnd(fault, gate, "new handshakes are answered with 401");
			case REFUSE_503 -> resetAnd(fault, gate, "new handshakes are answered with 503");
			case SLOW_HANDSHAKE -> resetAnd(fault, gate, "new handshakes wait for 5 s");
			case FLOOD -> flood(gate);
			case SEND_CLOSE -> "sent 'close' on " + connections(forEachSession(gate, "close"));
			case CLOSE -> "closed " + connections(closeAll(gate, CloseStatus.NORMAL)) + " with 1000";
			case RESTART -> restart(gate);
		};
	}

	private String resetAnd(Fault fault, FaultGate gate, String consequence) {
		gate.set(fault);
		return "reset " + connections(gate.cut()) + ", " + consequence;
	}

	private String flood(FaultGate gate) {
		List<WebSocketSession> receivers = sessionsOf(gate);
		receivers.forEach((session) -> this.executor.execute(() -> flood(session)));
		return "sends " + FLOOD_MESSAGES + " messages on " + connections(receivers.size());
	}

	private void flood(WebSocketSession session) {
		String text = this.vitals.latest();
		int sent = 0;
		while (sent < FLOOD_MESSAGES && this.sessions.send(session, text)) {
			sent++;
		}
	}

	private String restart(FaultGate gate) {
		gate.set(Fault.RESTART);
		int closed = closeAll(gate, CloseStatus.GOING_AWAY);
		this.scheduler.schedule(() -> gate.end(Fault.RESTART), Instant.now().plus(RESTART));
		return "closed " + connections(closed) + " with 1001, new ones are refused for 5 s";
	}

	private int forEachSession(FaultGate gate, String text) {
		List<WebSocketSession> receivers = sessionsOf(gate);
		receivers.forEach((session) -> this.sessions.send(session, text));
		return receivers.size();
	}

	private int closeAll(FaultGate gate, CloseStatus status) {
		List<WebSocketSession> present = sessionsOf(gate);
		present.forEach((session) -> this.sessions.close(session, status));
		return present.size();
	}

	private List<WebSocketSession> sessionsOf(FaultGate gate) {
		return this.sessions.find((session) -> gate.carries(session.getRemoteAddress()));
	}

	private String connections(int count) {
		return (count == 1) ? "1 connection" : count + " connections";
	}

}
