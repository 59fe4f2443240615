# etc_fstab: what is to be mounted, as a table.
module Cincture
  module Resources
    class EtcFstab < Inspec.resource(1)
      include FileReader
      include CommentParser

      name 'etc_fstab'
      supports platform: 'unix'
      desc 'The lines of /etc/fstab.'

      COMMENTS = { comment_char: '#', standalone_comments: false }.freeze

      attr_reader :params

      def initialize(path = nil)
        @path = path || '/etc/fstab'
        lines = read_file_content(@path).lines.map { |line| parse_comment_line(line, COMMENTS)[0] }
        @params = lines.reject { |line| line.empty? }.map { |line| parse_line(line) }
      end

      table = FilterTable.create
      table.register_column(:device_name, field: 'device_name')
           .register_column(:mount_point, field: 'mount_point')
           .register_column(:file_system_type, field: 'file_system_type')
           .register_column(:mount_options, field: 'mount_options')
           .register_column(:dump_options, field: 'dump_options')
           .register_column(:file_system_options, field: 'file_system_options')
           .register_custom_matcher(:configured?) { |rows| rows.entries.any? }
      table.install_filter_methods_on_resource(self, :params)

      def nfs_file_systems
        where { file_system_type.match(/nfs/) }
      end

      def home_mount_options
        home = where { mount_point == '/home' }
        home.configured? ? home.entries[0].mount_options : nil
      end

      def to_s
        'File System Table File (fstab)'
      end

      private

      # A line without options ends the reading in InSpec, which skips the resource with these words.
      def parse_line(line)
        fields = line.split
        raise Inspec::Exceptions::ResourceSkipped, "undefined method `split' for nil:NilClass" if fields[3].nil?
        { 'device_name' => fields[0], 'mount_point' => fields[1], 'file_system_type' => fields[2],
          'mount_options' => fields[3].split(','), 'dump_options' => fields[4].to_i, 'file_system_options' => fields[5].to_i }
      end
    end
  end
end
