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
 * Rules that hold in every history of a client, whatever the order of its steps.
 */
enum Rule {

	/** One connection of a client lives at most, and none that nobody owns. */
	ONE_CONNECTION,

	/** Nothing connects, or lives, after close. */
	NOTHING_AFTER_CLOSE,

	/** One open, then messages in order, then one close. */
	EVENT_ORDER,

	/** Events, what observers are told, and writes of a session do not overlap. */
	NO_OVERLAP,

	/** Transitions are told in the order of their numbers, once each. */
	TRANSITION_ORDER,

	/** What a client is told of begins after the last of the client before it. */
	LIVES,

	/** There are no more attempts than were announced. */
	ONE_RETRY,

	/** A client comes back, and works when it does. */
	ALIVE,

	/** Each future ends, and says what is so. */
	FUTURES,

	/** Nothing is written before what is to be sent first. */
	SEND_ON_OPEN,

	/**
	 * What is sent over a connection is written to that one only, and ahead of what is
	 * sent over the client.
	 */
	LANES,

	/** What is sent over the client is written to connections that are ready. */
	READY,

	/**
	 * A reply comes over the connection of its request, after the write of that began.
	 */
	REPLIES,

	/** Each message is counted once. */
	COUNTS,

	/** Reading is suspended only while the queue is full, and never after the end. */
	READING,

	/** Neither user code nor I/O runs under a lock. */
	NO_LOCK,

	/** User code and the log run on threads that may block. */
	RIGHT_THREAD,

	/** No timer, permit, attempt or thread is left. */
	NOTHING_LEFT

}
