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

package io.github.heartbeat.benchmarks.peer;

import java.util.List;
import java.util.Locale;

import jakarta.websocket.WebSocketContainer;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.eclipse.jetty.ee11.websocket.jakarta.client.JakartaWebSocketClientContainerProvider;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.container.jdk.client.JdkClientContainer;

/**
 * Makes the peers by name, each at its defaults.
 */
public final class Peers {

	/** The clients of other libraries. */
	public static final List<String> OTHERS = List.of("java-websocket", "nv", "okhttp", "jdk", "tyrus", "jetty");

	private Peers() {
	}

	/**
	 * Make a peer.
	 * @param name {@code raw}, {@code heartbeat}, either with {@code -<n>k} for buffers
	 * of so many KB, {@code heartbeat-jetty}, {@code heartbeat-listener}, or one of
	 * {@link #OTHERS}
	 * @param sink is told of the messages
	 * @return the peer
	 */
	public static Peer create(String name, MessageSink sink) {
		return switch (name) {
			case "raw" -> new SpringPeer(new WsWebSocketContainer(), sink);
			case "heartbeat" -> new HeartbeatPeer(sink);
			case "heartbeat-listener" -> new HeartbeatPeer(sink).listener(NamedListener.class);
			case "heartbeat-jetty" -> new HeartbeatPeer(sink).container(Peers::jetty);
			case "java-websocket" -> new JavaWebSocketPeer(sink);
			case "nv" -> new NvPeer(sink);
			case "okhttp" -> new OkHttpPeer(sink);
			case "jdk" -> new JdkPeer(sink);
			case "tyrus" -> new SpringPeer(ClientManager.createClient(JdkClientContainer.class.getName()), sink);
			case "jetty" -> new SpringPeer(jetty(), sink);
			default -> createWithBuffers(name, sink);
		};
	}

	private static Peer createWithBuffers(String name, MessageSink sink) {
		String size = name.substring(name.indexOf('-') + 1).toUpperCase(Locale.ROOT) + "B";
		if (name.startsWith("heartbeat-")) {
			return new HeartbeatPeer(sink).property("heartbeat.defaults.receive.buffer-size", size);
		}
		if (name.startsWith("raw-")) {
			int bytes = Integer.parseInt(size.replace("KB", "")) * 1024;
			WsWebSocketContainer container = new WsWebSocketContainer();
			container.setDefaultMaxTextMessageBufferSize(bytes);
			container.setDefaultMaxBinaryMessageBufferSize(bytes);
			return new SpringPeer(container, sink);
		}
		throw new IllegalArgumentException("There is no peer '" + name + "'");
	}

	private static WebSocketContainer jetty() {
		return JakartaWebSocketClientContainerProvider.getContainer(null);
	}

}
