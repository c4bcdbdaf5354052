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

package io.github.heartbeat.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatTextPattern;
import io.github.heartbeat.engine.FakeTransport.Attempt;
import io.github.heartbeat.engine.Lives.Life;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Peer of all attempts and connections, also of those that the client has given up.
 */
final class PlayedPeer {

	private final Mood mood;

	private final History history;

	private final Cast cast;

	private final Lives lives;

	private final FakeTransport transport;

	private final Interlude interlude;

	private final Oracles oracles;

	private final Readiness readiness;

	private final List<Link> links = new ArrayList<>();

	/** Sessions on which something arrives, or nothing can arrive yet. */
	private final Set<FakeSession> reading = new HashSet<>();

	/** The connection whose open is being told. */
	private @Nullable Link opening;

	/** The thread that tells it. */
	private @Nullable Thread openingThread;

	/** Keys of the requests that were sent, or are about to be. */
	private final List<String> keys = new ArrayList<>();

	private int messages;

	PlayedPeer(Mood mood, History history, Cast cast, Lives lives, FakeTransport transport, Interlude interlude,
			Oracles oracles, Readiness readiness) {
		this.mood = mood;
		this.history = history;
		this.cast = cast;
		this.lives = lives;
		this.transport = transport;
		this.interlude = interlude;
		this.oracles = oracles;
		this.readiness = readiness;
		transport.then(this::connect);
	}

	private void connect(Attempt attempt) throws IOException {
		this.oracles.calls().called("the transport");
		Life life = this.lives.of(attempt);
		if (this.history.depth() == 0 && life.state() != HeartbeatState.CONNECTING) {
			this.history.violated(Rule.NOTHING_AFTER_CLOSE, life + " connects while " + life.state());
		}
		this.interlude.around("connect");
		if ((this.mood.isCalm() || this.mood.oneIn(3)) && !attempt.isResolved()) {
			this.cast.play(PlayedThread.TRANSPORT, () -> accept(attempt));
		}
		if (this.mood.oneIn(5)) {
			throw new IOException("Connection refused");
		}
	}

	/**
	 * Let a handshake succeed that has not failed.
	 * @return whether there was one
	 */
	boolean open() {
		List<Attempt> attempts = this.transport.attempts().stream().filter((attempt) -> !attempt.isResolved()).toList();
		if (attempts.isEmpty()) {
			return false;
		}
		accept(this.mood.oneOf(attempts));
		return true;
	}

	private void accept(Attempt attempt) {
		FakeSession session = attempt.accept((opening) -> prepare(attempt, opening));
		this.opening = null;
		this.reading.remove(session);
		if (this.mood.isCalm()) {
			welcome(linkOf(session));
		}
	}

	private void prepare(Attempt attempt, FakeSession session) {
		Link link = new Link(session, attempt.request().connectionId(), this.lives.of(attempt));
		this.links.add(link);
		this.oracles.opened(link);
		this.reading.add(session);
		this.opening = link;
		this.openingThread = Thread.currentThread();
		session.onHandOver((what) -> this.oracles.handedOver(link, what));
		session.onWrite((what) -> {
			called("a write");
			if (this.mood.isCalm()) {
				answer(link, what);
			}
		});
		session.onClose((status) -> called("a close"));
		session.onAbort((status) -> {
			this.oracles.calls().called("an abort");
			this.interlude.around("abort");
		});
	}

	/**
	 * The engine is kept from going on: the connection whose open it is being told of may
	 * end before it knows that.
	 */
	void pause() {
		Link link = this.opening;
		if (link != null && this.openingThread == Thread.currentThread() && this.mood.oneIn(10)
				&& link.life().locks().isHeld() && link.life().state() == HeartbeatState.OPEN
				&& link.life().client().getConnection() == null) {
			this.opening = null;
			this.interlude.under(Step.BROKEN, link.session()::fail);
		}
	}

	private void called(String call) throws IOException {
		this.oracles.calls().called(call);
		this.interlude.around(call);
		if (this.mood.oneIn(8)) {
			throw new IOException("Broken pipe");
		}
	}

	private void answer(Link link, String what) {
		if (FakeSession.PING.equals(what)) {
			receive(link.session(), link.session()::pong);
		}
		else if (UserCode.HEARTBEAT.equals(what)) {
			message(link, null);
		}
		else if (this.keys.contains(UserCode.keyOf(what))) {
			message(link, UserCode.keyOf(what));
		}
	}

	/**
	 * Let an attempt fail, if it has neither failed nor succeeded.
	 * @return whether there was any attempt
	 */
	boolean fail() {
		List<Attempt> attempts = this.transport.attempts();
		if (attempts.isEmpty()) {
			return false;
		}
		this.mood.oneOf(attempts).fail(new IOException("Connection reset"));
		return true;
	}

	/**
	 * Close a connection.
	 * @return whether there was one
	 */
	boolean close() {
		Link link = link();
		if (link != null) {
			link.session().closeByPeer(CloseStatus.GOING_AWAY);
		}
		return link != null;
	}

	/**
	 * Let a connection fail.
	 * @return whether there was one
	 */
	boolean breakConnection() {
		Link link = link();
		if (link != null) {
			link.session().fail();
		}
		return link != null;
	}

	/**
	 * Send a message.
	 * @return whether there was a connection
	 */
	boolean message() {
		Link link = link();
		if (link != null) {
			message(link, null);
		}
		return link != null;
	}

	/**
	 * Send a message that makes its connection ready.
	 * @return whether there was a connection
	 */
	boolean welcome() {
		Link link = link();
		if (link != null) {
			welcome(link);
		}
		return link != null;
	}

	/**
	 * Send a message with the key of a request.
	 * @return whether there was a connection and a request
	 */
	boolean reply() {
		Link link = link();
		if (link == null || this.keys.isEmpty()) {
			return false;
		}
		message(link, this.mood.oneOf(this.keys));
		return true;
	}

	/**
	 * Send a pong.
	 * @return whether there was a connection
	 */
	boolean pong() {
		Link link = link();
		if (link != null) {
			receive(link.session(), link.session()::pong);
		}
		return link != null;
	}

	private void welcome(Link link) {
		HeartbeatTextPattern configured = link.life().client().getSettings().ready().message();
		String exact = (configured != null) ? configured.getText() : null;
		this.readiness.welcomed(link.connectionId());
		if (PlayedMessage.WELCOME_TEXT.equals(exact)) {
			receive(link.session(),
					() -> link.session().receive(exact, () -> this.oracles.replies().arrived(link, exact)));
		}
		else {
			message(link, PlayedMessage.WELCOME);
		}
	}

	private void message(Link link, @Nullable String suffix) {
		receive(link.session(), () -> {
			String text = new PlayedMessage(link.session().number(), ++this.messages, suffix).toString();
			link.session().receive(text, () -> this.oracles.replies().arrived(link, text));
		});
	}

	// What arrives on one connection comes one after the other, once it is open and
	// unless it is not read; but what was read before may still arrive
	private void receive(FakeSession session, Runnable frame) {
		boolean read = !session.isSuspended() || this.mood.oneIn(4);
		if (read && this.reading.add(session)) {
			try {
				this.cast.play(PlayedThread.TRANSPORT, frame);
			}
			finally {
				this.reading.remove(session);
			}
		}
	}

	private @Nullable Link link() {
		return this.links.isEmpty() ? null : this.mood.oneOf(this.links);
	}

	private Link linkOf(FakeSession session) {
		return this.links.stream().filter((link) -> link.session() == session).findFirst().orElseThrow();
	}

	/**
	 * A request is about to be sent.
	 * @param key its key
	 */
	void requested(String key) {
		this.keys.add(key);
	}

}
