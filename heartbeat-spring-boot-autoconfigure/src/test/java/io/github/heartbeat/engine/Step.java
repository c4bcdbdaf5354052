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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Steps of a history.
 */
enum Step {

	/** The user starts. */
	START(PlayedThread.USER),

	/** The user closes. */
	CLOSE(PlayedThread.USER),

	/** The user reconnects. */
	RECONNECT(PlayedThread.USER),

	/** The user removes the client, and adds another of the same name. */
	REPLACE(PlayedThread.USER),

	/** The user sends. */
	SEND(PlayedThread.USER),

	/** The user sends, and waits for a message. */
	SEND_AND_AWAIT(PlayedThread.USER),

	/** The user sends a request with a key. */
	REQUEST(PlayedThread.USER),

	/** The user sends over a connection, maybe an older one. */
	CONNECTION_SEND(PlayedThread.USER),

	/** The user sends a request with a key over a connection. */
	CONNECTION_REQUEST(PlayedThread.USER),

	/** The user waits for a message of a connection. */
	AWAIT(PlayedThread.USER),

	/** A handshake succeeds, maybe that of an attempt that was given up. */
	OPENED(PlayedThread.TRANSPORT),

	/** An attempt fails, maybe one that succeeded or failed before. */
	FAILED(PlayedThread.TRANSPORT),

	/** A peer closes a connection, maybe an older one. */
	CLOSED(PlayedThread.TRANSPORT),

	/** A connection fails, maybe an older one, and its socket stays. */
	BROKEN(PlayedThread.TRANSPORT),

	/** A message arrives, maybe from an older connection. */
	MESSAGE(PlayedThread.TRANSPORT),

	/** A message arrives that makes its connection ready, if that needs one. */
	WELCOME(PlayedThread.TRANSPORT),

	/** A message arrives with the key of a request, maybe on another connection. */
	REPLY(PlayedThread.TRANSPORT),

	/** A pong arrives. */
	PONG(PlayedThread.TRANSPORT),

	/** The next task of the timer runs, in time or late. */
	TIMER(PlayedThread.TIMER),

	/** The next task of the timer begins, and can't be called off any more. */
	TIMER_BEGINS(PlayedThread.TIMER),

	/** Time passes, and the timer is late. */
	TIME_PASSES(PlayedThread.TIMER),

	/** One of the tasks that wait for an I/O thread runs. */
	IO(PlayedThread.IO),

	/** One of the tasks that wait for a thread for user code runs. */
	DISPATCH(PlayedThread.DISPATCH),

	/** All tasks that wait for a thread run, and nothing rare happens meanwhile. */
	ALL(PlayedThread.DISPATCH),

	/**
	 * An attempt of another client to the same host asks for its permit, or gives it
	 * back.
	 */
	STRANGER(PlayedThread.USER);

	/** What the user may do, also from within a callback. */
	static final List<Step> BY_USER = Arrays.stream(values())
		.filter((step) -> step.thread == PlayedThread.USER)
		.toList();

	/** All steps, those more often that make the others possible. */
	static final List<Step> WEIGHTED = weighted();

	private final PlayedThread thread;

	Step(PlayedThread thread) {
		this.thread = thread;
	}

	PlayedThread thread() {
		return this.thread;
	}

	private static List<Step> weighted() {
		List<Step> steps = new ArrayList<>(List.of(values()));
		for (Step step : List.of(IO, DISPATCH, TIMER, OPENED, START)) {
			for (int i = 0; i < 4; i++) {
				steps.add(step);
			}
		}
		steps.addAll(List.of(SEND, CONNECTION_SEND, REPLY, MESSAGE, WELCOME, WELCOME, DISPATCH, ALL));
		return List.copyOf(steps);
	}

}
