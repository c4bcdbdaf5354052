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

/**
 * Oracles of one history: each knows some of the rules.
 *
 * @param calls the oracle of calls out of the engine
 * @param events the oracle of events
 * @param transitions the oracle of what observers are told
 * @param connections the oracle of attempts and connections
 * @param sends the oracle of what is sent
 * @param replies the oracle of replies
 */
record Oracles(CallOracle calls, EventOracle events, TransitionOracle transitions, ConnectionOracle connections,
		SendOracle sends, ReplyOracle replies) {

	/**
	 * A connection is established.
	 * @param link the connection
	 */
	void opened(Link link) {
		this.connections.opened(link);
		this.sends.opened(link);
	}

	/**
	 * A message is handed to the transport.
	 * @param link the connection
	 * @param text the message
	 */
	void handedOver(Link link, String text) {
		this.sends.handedOver(link, text);
		this.replies.handedOver(link, text);
	}

	/**
	 * A step was made, and nothing waits for a thread.
	 * @param outstanding whether anything is to come that nobody has to ask for
	 */
	void settled(boolean outstanding) {
		this.connections.settled(outstanding);
		this.replies.settled(this.connections::isOpen);
	}

	/**
	 * The history has ended, and all clients are stopped.
	 */
	void ended() {
		this.events.ended();
		this.transitions.ended();
		this.connections.ended();
		this.sends.ended();
		this.replies.ended();
	}

}
