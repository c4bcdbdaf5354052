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
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * The server process. It takes commands, one a line, and answers each with a line; it
 * ends with its input, so that it does not outlive the process that started it.
 */
public final class ServerMain {

	private final WebSocketServer server;

	private final PrintStream out;

	private ServerMain(WebSocketServer server, PrintStream out) {
		this.server = server;
		this.out = out;
	}

	/**
	 * Run a server until the input ends.
	 * @param port the port to listen on, 0 for any
	 * @param in where the commands come from
	 * @param out where the answers go
	 * @throws IOException if the server can't listen
	 */
	public static void run(int port, InputStream in, PrintStream out) throws IOException {
		WebSocketServer server = new WebSocketServer(port);
		ServerMain main = new ServerMain(server, out);
		Thread thread = new Thread(() -> main.readCommands(in), "commands");
		thread.setDaemon(true);
		thread.start();
		out.println("listening " + server.port());
		server.run();
	}

	private void readCommands(InputStream in) {
		try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
			String line = reader.readLine();
			while (line != null) {
				String[] command = line.split(" ");
				this.server.submit(() -> execute(command));
				line = reader.readLine();
			}
		}
		catch (IOException ex) {
			this.out.println("failed " + ex);
		}
		this.server.submit(this.server::stop);
	}

	private void execute(String[] command) {
		Supplier<String> answer = switch (command[0]) {
			case "flood" -> () -> {
				this.server.beginFlood(Integer.parseInt(command[1]), command[2].equals("frame"));
				return "ok";
			};
			case "stop" -> () -> {
				this.server.endFlood();
				return "ok";
			};
			case "connections" -> this.server::connections;
			case "received" -> this.server::received;
			case "accepted" -> this.server::accepted;
			case "gaps" -> this.server::gaps;
			default -> () -> "unknown";
		};
		this.out.println(command[0] + " " + answer.get());
	}

}
