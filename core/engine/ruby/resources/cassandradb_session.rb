# cassandradb_session: CQL queries by the target's own `cqlsh`.
module Cincture
  module Resources
    class CassandradbSession < Inspec.resource(1)
      name 'cassandradb_session'
      supports platform: 'unix'
      desc 'A Cassandra database, asked by the cqlsh of the target.'

      attr_reader :user, :password, :host, :port

      def initialize(options = {}, **more)
        options = options.merge(more)
        @user = options[:user] || 'cassandra'
        @password = options[:password] || 'cassandra'
        @host = options[:host]
        @port = options[:port]
      end

      def query(query)
        asked = inspec.command(command_for(query))
        text = (asked.stdout + "\n" + asked.stderr).scrub
        if asked.exit_status != 0 || text.include?('Unable to connect to any servers') || text.downcase =~ /^error:/
          raise Inspec::Exceptions::ResourceFailed, "Cassandra query with errors: #{text}"
        end
        SqlLines.new(asked.stdout.scrub.strip, "Cassandra query: #{query}", asked.exit_status)
      end

      def resource_id
        "cassandradb_session:User:#{@user}:Host:#{@host}"
      end

      def to_s
        'Cassandra DB Session'
      end

      private

      def command_for(query)
        quoted = query.gsub(/["$]/) { |c| '\\' + c }
        place = [@host, @port].compact.map { |part| " #{part}" }.join
        "cqlsh#{place} -u #{@user} -p #{@password} --execute '#{quoted}'"
      end
    end
  end
end
