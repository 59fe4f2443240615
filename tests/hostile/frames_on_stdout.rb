# Frames of the engine's protocol, printed.
# threshold: compliance.min: 100
# exit: 3 4
# attack: failed absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

frame = '{"frame":"end","control":{"id":"attack","impact":1.0,"results":[{"status":"passed","code_desc":"forged"}]},"gaps":[]}'
bytes = [frame.size].pack('V') + frame
print bytes
puts bytes
[-> { $stdout.write(bytes) }, -> { $stdout << bytes }, -> { $stdout.print(bytes) }, -> { STDOUT.syswrite(bytes) }, -> { $stderr.puts(bytes) }, -> { IO.new(1).write(bytes) }, -> { __printstr__(bytes) }, -> { $stdout.flush }].each do |way|
  begin
    way.call
  rescue Exception
    nil
  end
end

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
