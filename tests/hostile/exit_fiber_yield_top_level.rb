# Fiber.yield at the top level: it would leave the engine at the top level of the file.
# attack: absent
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

Fiber.yield

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
