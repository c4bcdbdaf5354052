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

package io.github.heartbeat.integration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.WebSocketExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code permessage-deflate} with a server that has it: Tomcat's.
 */
class CompressionTests {

	private final Tomcat tomcat = new Tomcat();

	private String url;

	@BeforeEach
	void startServer(@TempDir Path directory) throws Exception {
		this.tomcat.setBaseDir(directory.toString());
		this.tomcat.setPort(0);
		this.tomcat.getConnector().setProperty("address", "127.0.0.1");
		StandardContext context = (StandardContext) this.tomcat.addContext("", directory.toString());
		context.addServletContainerInitializer(new WsSci(), null);
		context.addApplicationListener(EchoRegistration.class.getName());
		Tomcat.addServlet(context, "default", "org.apache.catalina.servlets.DefaultServlet").addMapping("/");
		this.tomcat.start();
		this.url = "ws://127.0.0.1:" + this.tomcat.getConnector().getLocalPort() + "/echo";
	}

	@AfterEach
	void stopServer() throws Exception {
		this.tomcat.stop();
		this.tomcat.destroy();
	}

	@Test
	void whenBothSidesHaveItThenMessagesAreCompressed() {
		try (TestEngine engine = TestEngine.start(this.url, (settings) -> settings.withCompression(true))) {
			engine.await(HeartbeatOpenEvent.class);
			assertThat(extensions(engine)).contains("permessage-deflate");
			String text = "price;".repeat(20_000);
			engine.client().send(text);
			assertThat(engine.await(HeartbeatMessageEvent.class).getText()).isEqualTo(text);
		}
	}

	// Above 256 KB, a binary message goes to Tomcat's client in several frames
	@Test
	void whenBinaryMessageIsLargeThenItIsCompressedAsOneMessage() {
		byte[] bytes = new byte[900_000];
		Arrays.fill(bytes, 300_000, 700_000, (byte) 7);
		try (TestEngine engine = TestEngine.start(this.url, (settings) -> settings.withCompression(true))) {
			engine.await(HeartbeatOpenEvent.class);
			engine.client().send(ByteBuffer.wrap(bytes));
			assertThat(engine.await(HeartbeatMessageEvent.class).getBytes()).isEqualTo(bytes);
		}
	}

	@Test
	void whenNotConfiguredThenItIsNotOffered() {
		try (TestEngine engine = TestEngine.start(this.url, (settings) -> settings)) {
			engine.await(HeartbeatOpenEvent.class);
			assertThat(extensions(engine)).doesNotContain("permessage-deflate");
			engine.client().send("plain");
			assertThat(engine.await(HeartbeatMessageEvent.class).getText()).isEqualTo("plain");
		}
	}

	@Test
	void whenMessageIsTooLargeOnceInflatedThenConnectionIsClosedBeforeItFillsTheHeap() {
		try (TestEngine engine = TestEngine.start(this.url, (settings) -> settings.withCompression(true)
			.withReceive(settings.receive().withMaxMessageSize(DataSize.ofKilobytes(100))))) {
			engine.await(HeartbeatOpenEvent.class);
			engine.client().send("x".repeat(1_000_000));
			HeartbeatCloseEvent close = engine.await(HeartbeatCloseEvent.class);
			assertThat(close.getCause()).isEqualTo(DisconnectCause.MESSAGE_TOO_BIG);
			assertThat(close.getCode()).isEqualTo(1009);
		}
	}

	private List<String> extensions(TestEngine engine) {
		return engine.client()
			.getSession()
			.orElseThrow()
			.getExtensions()
			.stream()
			.map(WebSocketExtension::getName)
			.toList();
	}

	/**
	 * Adds the endpoint to the server.
	 */
	public static final class EchoRegistration implements ServletContextListener {

		@Override
		public void contextInitialized(ServletContextEvent event) {
			ServerContainer container = (ServerContainer) event.getServletContext()
				.getAttribute(ServerContainer.class.getName());
			container.setDefaultMaxTextMessageBufferSize(2_000_000);
			container.setDefaultMaxBinaryMessageBufferSize(2_000_000);
			try {
				container.addEndpoint(ServerEndpointConfig.Builder.create(Echo.class, "/echo").build());
			}
			catch (DeploymentException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * Sends back what it is sent.
	 */
	public static final class Echo extends Endpoint {

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			session.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) (bytes) -> {
				try {
					session.getBasicRemote().sendBinary(bytes);
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			session.addMessageHandler(String.class, (MessageHandler.Whole<String>) (text) -> {
				try {
					session.getBasicRemote().sendText(text);
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
		}

	}

}
