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

package io.github.heartbeat.transport.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A loopback address at which connecting hangs: somebody listens, who accepts nothing,
 * and whose queue is full.
 */
final class HangingAddress implements AutoCloseable {

	private static final int MAX_SOCKETS = 20;

	private final ServerSocket server;

	private final List<Socket> sockets = new ArrayList<>();

	private HangingAddress(ServerSocket server) {
		this.server = server;
	}

	/**
	 * Listen, and fill the queue.
	 * @param address the address
	 * @param port the port, or 0 for any
	 * @return the address that hangs
	 */
	static HangingAddress at(String address, int port) throws IOException {
		HangingAddress hanging = new HangingAddress(new ServerSocket(port, 1, InetAddress.getByName(address)));
		for (int i = 0; i < MAX_SOCKETS && !hanging.isFull(); i++) {
			continue;
		}
		return hanging;
	}

	private boolean isFull() throws IOException {
		Socket socket = new Socket();
		this.sockets.add(socket);
		try {
			socket.connect(new InetSocketAddress(this.server.getInetAddress(), this.server.getLocalPort()), 200);
			return false;
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
	}

	int port() {
		return this.server.getLocalPort();
	}

	@Override
	public void close() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.server.close();
	}

}
