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

import java.time.Duration;
import java.util.function.Consumer;

import org.springframework.web.socket.CloseStatus;

/**
 * The other side of the connections of a {@link Transport}, as
 * {@link TransportSpecification} needs it: a real server, or what a transport without a
 * network has in its place. It accepts every attempt and behaves well unless told
 * otherwise. What is taken is waited for, and fails the test if it does not come.
 */
public interface TransportPeer extends AutoCloseable {

	/**
	 * Return the address to connect to.
	 * @return the URL
	 */
	String url();

	/**
	 * Do something with each connection as soon as the handshake is answered.
	 * @param handler called before anything is read from the connection
	 */
	void onConnect(Consumer<Connection> handler);

	/**
	 * Set the subprotocols to choose from. The first of those offered that is among them
	 * is chosen.
	 * @param subprotocols the subprotocols
	 */
	void subprotocols(String... subprotocols);

	/**
	 * Choose a subprotocol, whether it is offered or not.
	 * @param subprotocol the subprotocol
	 */
	void chooseSubprotocol(String subprotocol);

	/**
	 * Accept attempts with a header in the answer.
	 * @param name the name of the header
	 * @param values its values, each in a line of its own
	 */
	void acceptWithHeader(String name, String... values);

	/**
	 * Accept attempts only after a while.
	 * @param delay the time between request and answer
	 */
	void acceptAfter(Duration delay);

	/**
	 * Refuse attempts.
	 * @param status the HTTP status
	 */
	void refuse(int status);

	/**
	 * Leave attempts without an answer.
	 */
	void hang();

	/**
	 * Be gone, so that nobody listens at the address.
	 */
	void stopListening();

	/**
	 * Read again on connections that are {@linkplain Connection#freeze() frozen}.
	 */
	void thaw();

	/**
	 * Wait until an attempt to connect has come.
	 * @throws InterruptedException if interrupted
	 */
	void awaitAttempt() throws InterruptedException;

	/**
	 * Return how many attempts to connect have come, whatever became of them.
	 * @return the number of attempts
	 */
	int attempts();

	/**
	 * Return how many sockets are held, those without a finished handshake included.
	 * @return the number of sockets
	 */
	int sockets();

	/**
	 * Return how many connections are open.
	 * @return the number of connections
	 */
	int connections();

	/**
	 * Take the oldest connection that was not taken yet.
	 * @return the connection
	 * @throws InterruptedException if interrupted
	 */
	Connection takeConnection() throws InterruptedException;

	/**
	 * Take the oldest text message not taken yet.
	 * @return the whole message
	 * @throws InterruptedException if interrupted
	 */
	String takeText() throws InterruptedException;

	/**
	 * Take the oldest binary message not taken yet.
	 * @return the whole message
	 * @throws InterruptedException if interrupted
	 */
	byte[] takeBinary() throws InterruptedException;

	/**
	 * Take the oldest Pong frame not taken yet.
	 * @return its application data as a text
	 * @throws InterruptedException if interrupted
	 */
	String takePong() throws InterruptedException;

	/**
	 * Take the oldest Close frame not taken yet.
	 * @return its code and reason
	 * @throws InterruptedException if interrupted
	 */
	CloseStatus takeClose() throws InterruptedException;

	@Override
	void close();

	/**
	 * The peer's end of one connection.
	 */
	interface Connection {

		/**
		 * Send a text message in one frame.
		 * @param text the message
		 */
		void sendText(String text);

		/**
		 * Send a part of a text message in a frame of its own.
		 * @param part the part
		 * @param last whether the message ends with it
		 */
		void sendTextPart(String part, boolean last);

		/**
		 * Send a binary message in one frame.
		 * @param bytes the message
		 */
		void sendBinary(byte[] bytes);

		/**
		 * Send a Ping frame.
		 * @param payload the application data
		 */
		void sendPing(String payload);

		/**
		 * Send a text message whose bytes are no UTF-8.
		 */
		void sendMalformedText();

		/**
		 * Send a frame that continues a message although there is none.
		 */
		void sendStrayContinuation();

		/**
		 * Begin the closing handshake.
		 * @param code the close code
		 * @param reason the reason, may be empty
		 */
		void sendClose(int code, String reason);

		/**
		 * Answer no Close frame.
		 */
		void ignoreClose();

		/**
		 * End the connection without a Close frame.
		 */
		void cut();

		/**
		 * Reset the connection.
		 */
		void reset();

		/**
		 * Read no more, and keep the connection.
		 */
		void freeze();

	}

}
