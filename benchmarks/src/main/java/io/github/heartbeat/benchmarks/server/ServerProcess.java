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

package io.github.heartbeat.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.github.heartbeat.benchmarks.JavaCommand;

/**
 * A {@link ServerMain} in a process of its own, as seen by the process that started it.
 */
public final class ServerProcess implements AutoCloseable {

	private static final long ANSWER_SECONDS = 30;

	private final Process process;

	private final PrintWriter commands;

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final Thread reaper;

	private final int port;

	private ServerProcess(int port) throws IOException {
		this.process = new JavaCommand("-Xmx256m", "-XX:+UseSerialGC", "-Xss512k", "-XX:TieredStopAtLevel=1",
				"-Xshare:auto")
			.start(ProcessBuilder.Redirect.INHERIT, "server", String.valueOf(port));
		this.reaper = new Thread(this.process::destroyForcibly);
		Runtime.getRuntime().addShutdownHook(this.reaper);
		this.commands = new PrintWriter(new OutputStreamWriter(this.process.getOutputStream(), StandardCharsets.UTF_8),
				true);
		Thread thread = new Thread(this::readAnswers, "server-answers");
		thread.setDaemon(true);
		thread.start();
		this.port = Integer.parseInt(answer("listening"));
	}

	/**
	 * Start a server on a free port. It is not one of the ephemeral ports: a client that
	 * tries one of those while nobody listens may connect to itself.
	 * @return the server
	 * @throws IOException if it can't be started
	 */
	public static ServerProcess start() throws IOException {
		for (int i = 0; i < 100; i++) {
			int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				socket.setReuseAddress(true);
			}
			catch (IOException ex) {
				continue;
			}
			return start(port);
		}
		throw new IOException("There is no free port");
	}

	/**
	 * Start a server on a port.
	 * @param port the port
	 * @return the server
	 * @throws IOException if it can't be started
	 */
	public static ServerProcess start(int port) throws IOException {
		return new ServerProcess(port);
	}

	private void readAnswers() {
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			String line = reader.readLine();
			while (line != null) {
				this.answers.add(line);
				line = reader.readLine();
			}
		}
		catch (IOException ex) {
			this.answers.add("ended " + ex);
		}
	}

	private String answer(String name) throws IOException {
		try {
			String line = this.answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
			if (line == null || !line.startsWith(name)) {
				throw new IOException("The server answers '" + line + "' to '" + name + "'");
			}
			return line.substring(name.length()).trim();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted", ex);
		}
	}

	private synchronized String ask(String command) throws IOException {
		this.commands.println(command);
		return answer(command.split(" ")[0]);
	}

	public int port() {
		return this.port;
	}

	public URI uri(String path) {
		return URI.create("ws://127.0.0.1:" + this.port + path);
	}

	/**
	 * Send text messages as fast as possible to all connections that are open.
	 * @param payload the number of bytes of a message
	 * @param writes {@code frame} to write one frame at a time, as most servers do, or
	 * {@code batch} for as many as the socket takes
	 * @throws IOException if the server does not answer
	 */
	public void flood(int payload, String writes) throws IOException {
		ask("flood " + payload + " " + writes);
	}

	public void endFlood() throws IOException {
		ask("stop");
	}

	public int connections() throws IOException {
		return Integer.parseInt(ask("connections"));
	}

	/**
	 * Return the connections accepted in each second since the server began.
	 * @return {@code second:count} pairs with commas between
	 * @throws IOException if the server does not answer
	 */
	public String accepted() throws IOException {
		return ask("accepted");
	}

	/**
	 * Return the times from a frame of the server to the ping that follows it, since they
	 * were last asked for.
	 * @return count, median, 99th percentile and maximum in microseconds
	 * @throws IOException if the server does not answer
	 */
	public long[] gaps() throws IOException {
		String[] parts = ask("gaps").split(",");
		long[] gaps = new long[parts.length];
		for (int i = 0; i < parts.length; i++) {
			gaps[i] = Long.parseLong(parts[i]);
		}
		return gaps;
	}

	/**
	 * Stop the process as it stands, sockets and all, with SIGSTOP.
	 * @throws IOException if the signal can't be sent
	 */
	public void freeze() throws IOException {
		try {
			Process kill = new ProcessBuilder("kill", "-STOP", String.valueOf(this.process.pid())).start();
			if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
				throw new IOException("SIGSTOP could not be sent");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted", ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		try {
			this.process.waitFor(10, TimeUnit.SECONDS);
			Runtime.getRuntime().removeShutdownHook(this.reaper);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IllegalStateException ex) {
			this.answers.add("ended by the end of this process");
		}
	}

}
