# passwd: the lines of /etc/passwd as a table.
module Cincture
  module Resources
    class Passwd < Inspec.resource(1)
      name 'passwd'
      supports platform: 'unix'
      desc 'The users in /etc/passwd.'

      attr_reader :params, :lines

      def initialize(path = nil, options = nil, **more)
        options = (options || {}).merge(more)
        content = options[:content] || read_file(path || '/etc/passwd')
        @lines = content.to_s.split("\n")
        @params = Accounts.parse_passwd(content.to_s.scrub)
      end

      table = FilterTable.create
      table.register_column(:users, field: 'user')
           .register_column(:passwords, field: 'password')
           .register_column(:uids, field: 'uid')
           .register_column(:gids, field: 'gid')
           .register_column(:descs, field: 'desc')
           .register_column(:homes, field: 'home')
           .register_column(:shells, field: 'shell')
      table.register_custom_property(:content) do |rows, _|
        rows.entries.map { |e| e.to_a.join(':') }.join("\n")
      end
      table.install_filter_methods_on_resource(self, :params)

      def to_s
        '/etc/passwd'
      end

      private

      def read_file(path)
        file = inspec.file(path)
        raise Inspec::Exceptions::ResourceSkipped, "Can't find file: #{path}" unless file.file?
        content = file.content
        raise Inspec::Exceptions::ResourceSkipped, "Can't read file: #{path}" if content.nil?
        content
      end
    end
  end
end
