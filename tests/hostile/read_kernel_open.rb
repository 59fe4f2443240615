# open of a file, and of a program, of the scanning machine.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      begin
        open('|id').read
      rescue StandardError
        nil
      end
      expect(open('/etc/passwd').read).to match(/./)
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
