# etc_hosts: addresses and their names, as a table.
module Cincture
  module Resources
    class EtcHosts < Inspec.resource(1)
      include FileReader
      include CommentParser

      name 'etc_hosts'
      supports platform: 'unix'
      desc 'The lines of /etc/hosts.'

      COMMENTS = { comment_char: '#', standalone_comments: false }.freeze

      attr_reader :params

      def initialize(path = nil)
        lines = read_file_content(path || '/etc/hosts').lines
        @params = lines.reject { |line| parse_comment_line(line, COMMENTS)[0].empty? }.map { |line| parse_line(line) }
      end

      FilterTable.create
                 .register_column(:ip_address, field: 'ip_address')
                 .register_column(:primary_name, field: 'primary_name')
                 .register_column(:all_host_names, field: 'all_host_names')
                 .install_filter_methods_on_resource(self, :params)

      def to_s
        'Hosts File'
      end

      private

      # As in InSpec the words of a comment behind the names count as names.
      def parse_line(line)
        words = line.split
        { 'ip_address' => words[0], 'primary_name' => words[1], 'all_host_names' => words[1..-1] }
      end
    end
  end
end
