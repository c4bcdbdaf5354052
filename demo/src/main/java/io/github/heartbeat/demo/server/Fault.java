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

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can go wrong between a client and the server. A lasting fault holds until the next
 * lasting one, {@link #NONE} included.
 */
enum Fault {

	NONE("Ends whatever lasts", true),

	CUT("Resets the TCP connection", false),

	HALF_OPEN("Keeps the TCP connection and passes nothing on any more, new ones work", false),

	FREEZE("Passes nothing on, also on new connections, until thaw", true),

	THAW("Ends freeze, and passes on what was held back", false),

	REFUSE("Resets the TCP connection and refuses new ones", true),

	REFUSE_401("Resets the TCP connection and answers new handshakes with 401", true),

	REFUSE_503("Resets the TCP connection and answers new handshakes with 503", true),

	SLOW_HANDSHAKE("Resets the TCP connection and lets new handshakes wait for 5 seconds", true),

	FLOOD("Sends 50,000 messages as fast as they are taken", false),

	SEND_CLOSE("Sends the text message 'close', the seed's way for a server to say goodbye", false),

	CLOSE("Closes the WebSocket connection with 1000", false),

	RESTART("Closes the WebSocket connection with 1001 and refuses TCP for 5 seconds, as a restart does", true);

	private final String description;

	private final boolean lasting;

	Fault(String description, boolean lasting) {
		this.description = description;
		this.lasting = lasting;
	}

	/**
	 * Return the name in the HTTP interface.
	 * @return the name, for instance {@code half-open}
	 */
	String getName() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	String getDescription() {
		return this.description;
	}

	boolean isLasting() {
		return this.lasting;
	}

	static Optional<Fault> find(String name) {
		return Stream.of(values()).filter((fault) -> fault.getName().equals(name)).findFirst();
	}

}
